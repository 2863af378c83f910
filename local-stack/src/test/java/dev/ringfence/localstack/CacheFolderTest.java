package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {

  @TempDir Path root;

  private Path home;
  private Path temporary;

  @BeforeEach
  void createFolders() throws IOException {
    home = Files.createDirectory(root.resolve("home"));
    temporary = Files.createDirectory(root.resolve("tmp"));
  }

  @Test
  void shouldBeAtHomeWhenNothingIsConfigured() {
    assertEquals(home.resolve(".cache/ringfence"), choose(Map.of(), home));
  }

  @Test
  void shouldFollowTheEnvironmentWhenConfigured() {
    Path caches = root.resolve("caches");

    assertEquals(
        caches.resolve("ringfence"), choose(Map.of("XDG_CACHE_HOME", caches.toString()), home));
  }

  @Test
  void shouldBeTemporaryWhenHomeCannotBeUsed() throws IOException {
    Path file = Files.createFile(root.resolve("file"));

    assertTrue(choose(Map.of(), file).startsWith(temporary));
    assertTrue(choose(Map.of(), Path.of("?")).startsWith(temporary));
  }

  @Test
  void shouldBeTemporaryWhenPostgresIsAnotherUser() {
    Path folder = CacheFolder.choose(Map.of(), home, temporary, Tether.PostgresUser.NOBODY);

    assertTrue(folder.startsWith(temporary), folder.toString());
  }

  @Test
  void shouldLetThatUserInWhateverTheUmask() throws IOException {
    Path folder = CacheFolder.choose(Map.of(), home, temporary, Tether.PostgresUser.NOBODY);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));

    CacheFolder.choose(Map.of(), home, temporary, Tether.PostgresUser.NOBODY);

    assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
  }

  private Path choose(Map<String, String> environment, Path userHome) {
    return CacheFolder.choose(environment, userHome, temporary, Tether.PostgresUser.SAME);
  }
}
