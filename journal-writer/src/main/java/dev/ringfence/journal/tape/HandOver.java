package dev.ringfence.journal.tape;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ring of bytes between a shard's thread and the tape's. Where the system has a file system in
 * memory, it lives there, so that what was handed over outlives a process that is killed: the next
 * one, or a replay, writes it to the tape. All of the file is written once before it is mapped, as
 * a mapped file without room would kill the process.
 */
final class HandOver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final int MESSAGE = 1;
  private static final int PORTION = 1 << 16;

  private final RingBuffer ring;
  private final Path file;
  private final FileChannel channel;

  private HandOver(RingBuffer ring, Path file, FileChannel channel) {
    this.ring = ring;
    this.file = file;
    this.channel = channel;
  }

  /** In memory that ends with the process. */
  static HandOver inProcess(int bytes) {
    UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(length(bytes)));
    return new HandOver(new OneToOneRingBuffer(memory), null, null);
  }

  /**
   * In memory that outlives the process, if there is any.
   *
   * @throws TapeException if another process that lives writes this tape
   */
  static HandOver open(Path directory, int shardId, int bytes) {
    if (!Files.isDirectory(MEMORY)) {
      return inProcess(bytes);
    }
    Path file = file(directory, shardId);
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        return map(directory, file, channel, bytes);
      } catch (IOException | RuntimeException failure) {
        channel.close();
        throw failure;
      }
    } catch (IOException failure) {
      LOG.warn(
          "{} can't be used, so a tape may lack the last millisecond when the process is killed: {}",
          file,
          failure.getMessage());
      return inProcess(bytes);
    }
  }

  /** Whether a process that ended left something. */
  static boolean exists(Path directory, int shardId) {
    return Files.exists(file(directory, shardId));
  }

  RingBuffer ring() {
    return ring;
  }

  /** Lets another process have it; with nothing in it, it goes away. */
  @Override
  public void close() {
    if (channel == null) {
      return;
    }
    try (channel) {
      if (ring.size() == 0) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      LOG.warn("{} could not be removed: {}", file, failure.getMessage());
    }
  }

  /** What a kill does: the lock goes, and the memory stays as it is. */
  void abandon() throws IOException {
    channel.close();
  }

  private static HandOver map(Path directory, Path file, FileChannel channel, int bytes)
      throws IOException {
    if (!isLocked(channel)) {
      throw new TapeException(
          "Another process writes the tape in " + directory + ": give each a folder of its own");
    }
    boolean isOld = channel.size() == length(bytes);
    if (!isOld) {
      channel.truncate(0);
      fill(channel, length(bytes));
    }
    UnsafeBuffer memory =
        new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_WRITE, 0, length(bytes)));
    RingBuffer ring = new OneToOneRingBuffer(memory);
    if (isOld && ring.size() > 0) {
      ring = withoutTheTorn(ring, memory);
    }
    return new HandOver(ring, file, channel);
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      // By this process.
      return false;
    }
  }

  /** What was being written when the process died would block the ring for ever. */
  private static RingBuffer withoutTheTorn(RingBuffer left, UnsafeBuffer memory) {
    List<byte[]> whole = new ArrayList<>();
    int count;
    do {
      count =
          left.read(
              (type, buffer, index, length) -> {
                byte[] message = new byte[length];
                buffer.getBytes(index, message);
                whole.add(message);
              });
    } while (count > 0);
    memory.setMemory(0, memory.capacity(), (byte) 0);
    RingBuffer ring = new OneToOneRingBuffer(memory);
    for (byte[] message : whole) {
      ring.write(MESSAGE, new UnsafeBuffer(message), 0, message.length);
    }
    return ring;
  }

  private static void fill(FileChannel channel, int bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate(PORTION);
    for (int left = bytes; left > 0; left -= PORTION) {
      zeros.clear().limit(Math.min(left, PORTION));
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
    }
  }

  private static Path file(Path directory, int shardId) {
    String folder = directory.toAbsolutePath().normalize().toString();
    UUID name = UUID.nameUUIDFromBytes(folder.getBytes(StandardCharsets.UTF_8));
    return MEMORY.resolve("ringfence-tape-" + name + "-" + shardId);
  }

  private static int length(int bytes) {
    return bytes + RingBufferDescriptor.TRAILER_LENGTH;
  }
}
