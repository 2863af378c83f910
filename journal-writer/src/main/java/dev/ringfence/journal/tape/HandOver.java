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
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
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

  /** No place in the ring. */
  static final int NOTHING = 0;

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

  /**
   * Puts a frame where the reader does not take it yet: it is let go, or taken back, before the
   * next one comes.
   *
   * @return {@link #NOTHING} if there is no room
   */
  int claim(ByteBuffer frame) {
    int length = frame.remaining();
    int place = length > ring.maxMsgLength() ? NOTHING : ring.tryClaim(MESSAGE, length);
    if (place <= 0) {
      return NOTHING;
    }
    // Its first byte comes last, so that a frame that a kill cut short is not taken for whole.
    AtomicBuffer memory = ring.buffer();
    memory.putByteVolatile(place, Frames.UNWRITTEN);
    memory.putBytes(place + 1, frame, frame.position() + 1, length - 1);
    memory.putByteVolatile(place, frame.get(frame.position()));
    return place;
  }

  /** Lets a batch go that is durable. */
  void settle(int place) {
    ring.buffer().putByteVolatile(place, Frames.BATCH);
    letGo(place);
  }

  /** Lets a frame go as it is. */
  void letGo(int place) {
    ring.commit(place);
  }

  void takeBack(int place) {
    ring.abort(place);
  }

  /** Hands over at once; false if there is no room. */
  boolean write(ByteBuffer frame) {
    int place = claim(frame);
    if (place != NOTHING) {
      letGo(place);
    }
    return place != NOTHING;
  }

  /** Takes out what was let go; returns whether there was anything. */
  boolean read(MessageHandler handler) {
    // A read may find nothing but the unused end of the ring.
    long before = ring.consumerPosition();
    int _ = ring.read(handler);
    return ring.consumerPosition() != before;
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

  /** How many bytes wait to be taken out. */
  int waiting() {
    return ring.size();
  }

  /** Where it lives; null if that is in the process. */
  Path file() {
    return file;
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
      ring = withWhatIsWhole(ring, memory);
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

  /**
   * What was with the journal, or half written, when the process died would block the ring for
   * ever: of the first its fate is open, and the second never got to the journal.
   */
  private static RingBuffer withWhatIsWhole(RingBuffer left, UnsafeBuffer memory) {
    List<byte[]> whole = new ArrayList<>();
    long before;
    do {
      before = left.consumerPosition();
      int _ = left.read((type, buffer, index, length) -> whole.add(bytes(buffer, index, length)));
    } while (left.consumerPosition() != before);
    int record = (int) before & (left.capacity() - 1);
    int length =
        -memory.getInt(RecordDescriptor.lengthOffset(record)) - RecordDescriptor.HEADER_LENGTH;
    int place = RecordDescriptor.encodedMsgOffset(record);
    if (left.producerPosition() != before
        && length >= BatchEncoder.HEAD_LENGTH
        && length <= left.maxMsgLength()
        && memory.getByte(place) != Frames.UNWRITTEN) {
      whole.add(bytes(memory, place, length));
    }
    memory.setMemory(0, memory.capacity(), (byte) 0);
    RingBuffer ring = new OneToOneRingBuffer(memory);
    for (byte[] message : whole) {
      boolean _ = ring.write(MESSAGE, new UnsafeBuffer(message), 0, message.length);
    }
    return ring;
  }

  private static byte[] bytes(DirectBuffer buffer, int index, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(index, bytes);
    return bytes;
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
