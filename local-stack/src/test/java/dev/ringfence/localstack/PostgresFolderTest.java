package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresFolderTest {

  @TempDir Path home;

  @Test
  void shouldSayWhatToDoWhenTheUserHasNoName() {
    Tether nameless = new Tether(true, true, Tether.PostgresUser.NAMELESS);
    PostgresFolder folder =
        new PostgresFolder(home, home.resolve("log"), nameless, Optional.empty());

    LocalStackException refusal =
        assertThrows(
            LocalStackException.class, () -> folder.createIfMissing(new PostgresBinaries(home)));

    assertTrue(refusal.getMessage().contains("a line in /etc/passwd"), refusal.getMessage());
  }
}
