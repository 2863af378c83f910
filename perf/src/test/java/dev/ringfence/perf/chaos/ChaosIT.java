package dev.ringfence.perf.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A round of real chaos. More of it: {@code -Dringfence.chaos.kills=1000}, {@code
 * -Dringfence.chaos.kafka.away.seconds=60}; a round that failed: {@code -Dringfence.chaos.seed=N}.
 */
final class ChaosIT {
  private static final int KILLS = Integer.getInteger("ringfence.chaos.kills", 12);
  private static final int KAFKA_AWAY = Integer.getInteger("ringfence.chaos.kafka.away.seconds", 6);
  private static final long SEED =
      Long.getLong("ringfence.chaos.seed", System.currentTimeMillis() % 1_000_000);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  @Timeout(value = 4, unit = TimeUnit.HOURS)
  void shouldKeepItsPromisesWhenEverythingIsKilled() throws Exception {
    Duration perRound = Duration.ofMinutes(2);
    ChaosRun run =
        new ChaosRun(
            new ChaosSettings(
                SEED,
                Duration.ofHours(4),
                KILLS,
                perRound,
                300,
                64,
                Duration.ofSeconds(KAFKA_AWAY),
                false),
            folder,
            System.out::println);

    run.run();

    String report = "-Dringfence.chaos.seed=" + SEED + ", logs in " + folder + "\n" + run.report();
    System.out.println(report);
    assertTrue(run.findings().isEmpty(), report);
    assertTrue(run.kills() >= KILLS, report);
    assertTrue(run.books().accepted > 500, report);
    assertTrue(run.books().unknownAccepted > 0, report);
  }
}
