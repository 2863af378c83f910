package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {

  @TempDir Path directory;

  @Test
  void shouldRefuseAndNameOwnerWhenFolderIsHeld() {
    String ownPid = Long.toString(ProcessHandle.current().pid());
    try (DirectoryLock _ = DirectoryLock.acquire(directory)) {
      LocalStackException refusal =
          assertThrows(LocalStackException.class, () -> DirectoryLock.acquire(directory));

      assertTrue(refusal.getMessage().contains("process " + ownPid + ":"), refusal.getMessage());
      assertTrue(refusal.getMessage().contains(directory.toString()), refusal.getMessage());
      assertTrue(DirectoryLock.tryAcquire(directory).isEmpty());
    }
  }

  @Test
  void shouldRefuseWhenFolderIsNamedInAnotherWay() throws Exception {
    Path link =
        Files.createSymbolicLink(
            directory.resolve("link"), Files.createDirectory(directory.resolve("real")));
    try (DirectoryLock _ = DirectoryLock.acquire(directory.resolve("real"))) {
      assertTrue(DirectoryLock.tryAcquire(link).isEmpty());
    }
  }

  @Test
  void shouldAcquireAgainWhenReleased() throws Exception {
    Path lockFile = directory.resolve(DirectoryLock.FILE);
    Files.writeString(lockFile, "99999999 and the rest of an old line");

    for (int round = 0; round < 2; round++) {
      DirectoryLock.acquire(directory).close();
    }

    assertEquals(Long.toString(ProcessHandle.current().pid()), Files.readString(lockFile));
  }

  @Test
  void shouldSayWhatIsWrongWhenFolderCannotBeMade() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    LocalStackException refusal =
        assertThrows(
            LocalStackException.class, () -> DirectoryLock.acquire(file.resolve("folder")));

    assertTrue(refusal.getMessage().contains(file.toString()), refusal.getMessage());
  }
}
