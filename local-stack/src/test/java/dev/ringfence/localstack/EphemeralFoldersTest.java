package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EphemeralFoldersTest {

  @TempDir Path parent;

  @Test
  void shouldDeleteOnlyWhatNobodyOwnsWhenTidying() throws IOException {
    Path abandoned = folder("ringfence-stack-abandoned", Duration.ofHours(1));
    Path young = folder("ringfence-stack-young", Duration.ZERO);
    Path foreign = folder("something-else", Duration.ofHours(1));
    Path held = folder("ringfence-stack-held", Duration.ofHours(1));
    try (DirectoryLock _ = DirectoryLock.acquire(held)) {
      age(held, Duration.ofHours(1));

      EphemeralFolders.deleteAbandoned(parent);

      assertTrue(Files.exists(held));
    }
    assertTrue(Files.exists(young));
    assertTrue(Files.exists(foreign));
    assertEquals(false, Files.exists(abandoned));
  }

  private Path folder(String name, Duration age) throws IOException {
    Path folder = Files.createDirectories(parent.resolve(name));
    Files.createDirectories(folder.resolve("postgres/data"));
    Files.writeString(folder.resolve(DirectoryLock.FILE), "1");
    age(folder, age);
    return folder;
  }

  private static void age(Path folder, Duration age) throws IOException {
    Files.setLastModifiedTime(
        folder.resolve(DirectoryLock.FILE), FileTime.from(Instant.now().minus(age)));
  }
}
