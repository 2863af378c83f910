package dev.ringfence.localstack;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Clears the temporary folders of owners that were killed before they could do it. */
final class EphemeralFolders {

  static final Path PARENT =
      Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath().normalize();
  static final String PREFIX = "ringfence-stack-";

  private static final Duration YOUTH = Duration.ofMinutes(1);

  private EphemeralFolders() {}

  static void deleteAbandoned(Path parent) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      folders.forEach(EphemeralFolders::deleteIfAbandoned);
    } catch (IOException _) {
      // Only tidying up: never a reason not to start.
    }
  }

  private static void deleteIfAbandoned(Path folder) {
    try {
      if (isYoung(folder.resolve(DirectoryLock.FILE))) {
        return;
      }
      DirectoryLock.tryAcquire(folder)
          .ifPresent(
              lock -> {
                if (ChildRecord.allGone(folder)) {
                  FileTree.delete(folder);
                }
                lock.close();
              });
    } catch (IOException | LocalStackException _) {
      // Not ours, or someone else is deleting it.
    }
  }

  /** Its owner may be just about to lock it. */
  private static boolean isYoung(Path lockFile) throws IOException {
    Instant start = Files.getLastModifiedTime(lockFile).toInstant();
    return Duration.between(start, Instant.now()).compareTo(YOUTH) < 0;
  }
}
