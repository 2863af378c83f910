package dev.ringfence.localstack;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Clears the temporary folders of owners that were killed before they could do it. */
final class EphemeralFolders {

  static final Path PARENT =
      Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath().normalize();
  static final String PREFIX = "ringfence-stack-";

  private EphemeralFolders() {}

  static void deleteAbandoned() {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(PARENT, PREFIX + "*")) {
      folders.forEach(EphemeralFolders::deleteIfAbandoned);
    } catch (IOException _) {
      // Only tidying up: never a reason not to start.
    }
  }

  private static void deleteIfAbandoned(Path folder) {
    // Without this file, its owner has only just made the folder.
    if (!Files.isWritable(folder.resolve(DirectoryLock.FILE))) {
      return;
    }
    try {
      DirectoryLock.tryAcquire(folder)
          .ifPresent(
              lock -> {
                if (ChildRecord.allGone(folder)) {
                  FileTree.delete(folder);
                }
                lock.close();
              });
    } catch (LocalStackException _) {
      // Someone else is deleting it.
    }
  }
}
