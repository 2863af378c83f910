package dev.ringfence.gateway.identity;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Lets one process at a time change a file. The lock is a file beside it, which stays, as the file
 * itself is replaced with each change.
 */
final class FileGuard implements AutoCloseable {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long PAUSE_MILLIS = 10;

  private final FileChannel channel;

  private FileGuard(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits for whoever has it, but not for ever. */
  static FileGuard of(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    FileChannel channel =
        FileChannel.open(
            absolute.resolveSibling(absolute.getFileName() + ".lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      long startNanos = System.nanoTime();
      while (tryLock(channel) == null) {
        if (System.nanoTime() - startNanos > LIMIT_NANOS) {
          throw new IllegalStateException("somebody else has been changing it for 10 s");
        }
        Thread.sleep(PAUSE_MILLIS);
      }
      return new FileGuard(channel);
    } catch (InterruptedException interrupted) {
      channel.close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    } catch (IOException | RuntimeException failure) {
      channel.close();
      throw failure;
    }
  }

  /** Null while somebody has it, in this process or another. */
  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException here) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
