package dev.ringfence.journal.tape;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a {@link HandOver}, locked: a mark that tells which frames are in it, and the ring.
 * All of it is written once before it is mapped, as a mapped file without room would kill the
 * process; the mark comes last.
 */
final class HandOverFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
  private static final Path MEMORY = Path.of("/dev/shm");

  /** Room for the mark; the ring begins at a whole line of the processor's cache. */
  private static final int HEAD = 64;

  private static final int PORTION = 1 << 16;

  private final Path path;
  private final FileChannel channel;
  private final boolean isOld;

  private HandOverFile(Path path, FileChannel channel, boolean isOld) {
    this.path = path;
    this.channel = channel;
    this.isOld = isOld;
  }

  /** Whether the system has a file system in memory. */
  static boolean isPossible() {
    return Files.isDirectory(MEMORY);
  }

  static Path path(Path directory, int shardId) {
    String folder = directory.toAbsolutePath().normalize().toString();
    UUID name = UUID.nameUUIDFromBytes(folder.getBytes(StandardCharsets.UTF_8));
    return MEMORY.resolve("ringfence-tape-" + name + "-" + shardId);
  }

  /**
   * Makes it, or takes what a process left that ended. What another version left is kept under
   * another name, which is said.
   *
   * @throws TapeInUseException if another process that lives writes this tape
   */
  static HandOverFile open(Path directory, int shardId, int ringBytes) throws IOException {
    Path path = path(directory, shardId);
    FileChannel channel = locked(directory, path);
    try {
      if (isForeign(channel, ringBytes)) {
        Path aside =
            path.resolveSibling(path.getFileName() + "-unread-" + System.currentTimeMillis());
        Files.move(path, aside);
        LOG.warn(
            "{} was left by another version of Ringfence, which alone can read it: the tape of"
                + " shard {} may lack what was handed over last. It is kept as {}; remove it, or"
                + " give it its name back when nothing serves and run `ringfence replay --tape {}`"
                + " of that version",
            path,
            shardId,
            aside,
            directory);
        channel.close();
        channel = locked(directory, path);
      }
      boolean isOld = isMarked(channel, ringBytes);
      if (!isOld) {
        channel.truncate(0);
        fill(channel, HEAD + ringBytes);
        // The frames in it are those of the tape.
        channel.write(ByteBuffer.allocate(Long.BYTES).putLong(0, Frames.MAGIC), 0);
      }
      return new HandOverFile(path, channel, isOld);
    } catch (IOException | RuntimeException failure) {
      channel.close();
      throw failure;
    }
  }

  /**
   * Leaves it as it is, if there is one.
   *
   * @throws TapeException if another version left something in it
   * @throws TapeInUseException if another process that lives writes this tape
   */
  static void requireReadable(Path directory, int shardId, int ringBytes) throws IOException {
    Path path = path(directory, shardId);
    try (FileChannel channel = locked(directory, path)) {
      if (isForeign(channel, ringBytes)) {
        throw new TapeException(
            path
                + " was left by another version of Ringfence, which alone can read it, and holds"
                + " what was handed over last: run `ringfence replay --tape "
                + directory
                + "` of that version first, or remove the file to go on without");
      }
    }
  }

  Path path() {
    return path;
  }

  /** Whether a process before this one may have left something in it. */
  boolean isOld() {
    return isOld;
  }

  MappedByteBuffer map() throws IOException {
    return channel.map(FileChannel.MapMode.READ_WRITE, HEAD, channel.size() - HEAD);
  }

  /** Lets another process have it. */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static FileChannel locked(Path directory, Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    boolean isLocked = false;
    try {
      isLocked = channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      // By this process.
    } finally {
      if (!isLocked) {
        channel.close();
      }
    }
    if (!isLocked) {
      throw new TapeInUseException(
          "Another process writes the tape in " + directory + ": give each a folder of its own");
    }
    return channel;
  }

  private static boolean isMarked(FileChannel channel, int ringBytes) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(Long.BYTES);
    return channel.size() == HEAD + ringBytes
        && channel.read(head, 0) == Long.BYTES
        && head.getLong(0) == Frames.MAGIC;
  }

  /** One without a mark that holds nothing was never finished. */
  private static boolean isForeign(FileChannel channel, int ringBytes) throws IOException {
    if (isMarked(channel, ringBytes)) {
      return false;
    }
    ByteBuffer portion = ByteBuffer.allocate(PORTION);
    for (long at = 0; channel.read(portion.clear(), at) > 0; at += portion.position()) {
      portion.flip();
      while (portion.hasRemaining()) {
        if (portion.get() != 0) {
          return true;
        }
      }
    }
    return false;
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
}
