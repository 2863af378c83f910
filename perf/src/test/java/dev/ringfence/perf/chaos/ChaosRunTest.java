package dev.ringfence.perf.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChaosRunTest {
  @TempDir private Path folder;

  @Test
  void shouldFindNothingWhenItsStackCannotStart() throws Exception {
    Files.writeString(folder.resolve("servers"), "in the way");
    ChaosSettings settings =
        new ChaosSettings(
            1,
            Duration.ofSeconds(5),
            0,
            Duration.ofSeconds(5),
            10,
            2,
            Duration.ZERO,
            false,
            ChaosSettings.USUAL_AWAY);
    ChaosRun run = new ChaosRun(settings, folder, _ -> {});

    NothingTriedException failure = assertThrows(NothingTriedException.class, run::run);

    assertTrue(failure.getMessage().contains("servers"), failure::getMessage);
    assertEquals(List.of(), run.findings().words());
  }
}
