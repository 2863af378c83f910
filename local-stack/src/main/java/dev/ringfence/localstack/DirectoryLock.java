package dev.ringfence.localstack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes a folder belong to one living process. The kernel gives it up, even after a kill -9. */
final class DirectoryLock implements AutoCloseable {

  static final String FILE = "owner.pid";

  // Asked before the file is opened: closing any channel to it would drop the lock of this process.
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  static DirectoryLock acquire(Path directory) {
    return tryAcquire(directory)
        .orElseThrow(
            () ->
                new LocalStackException(
                    "%s is in use by process %s: stop that process, or choose another folder"
                        .formatted(directory, owner(directory))));
  }

  static Optional<DirectoryLock> tryAcquire(Path directory) {
    Path real = realPath(directory);
    if (!HELD_HERE.add(real)) {
      return Optional.empty();
    }
    Optional<DirectoryLock> lock = Optional.empty();
    try {
      lock = lockFile(real);
      return lock;
    } finally {
      if (lock.isEmpty()) {
        HELD_HERE.remove(real);
      }
    }
  }

  private static Optional<DirectoryLock> lockFile(Path directory) {
    try {
      FileChannel channel =
          FileChannel.open(
              directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(ownPid().getBytes(StandardCharsets.US_ASCII)));
      return Optional.of(new DirectoryLock(directory, channel));
    } catch (IOException e) {
      throw new LocalStackException("cannot lock " + directory.resolve(FILE) + ": " + e, e);
    }
  }

  private static String ownPid() {
    return Long.toString(ProcessHandle.current().pid());
  }

  private static String owner(Path directory) {
    try {
      return Files.readString(directory.resolve(FILE));
    } catch (IOException _) {
      return "(unknown)";
    }
  }

  private static Path realPath(Path directory) {
    try {
      return FileTree.create(directory).toRealPath();
    } catch (IOException e) {
      throw new LocalStackException("cannot read " + directory + ": " + e, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new LocalStackException("cannot unlock " + directory + ": " + e, e);
    } finally {
      HELD_HERE.remove(directory);
    }
  }
}
