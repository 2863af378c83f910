package dev.ringfence.perf.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.testing.TestSeed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rounds of real chaos. More of it: {@code -Dringfence.chaos.kills=1000}, {@code
 * -Dringfence.chaos.kafka.away.seconds=60}; a round that failed: {@code -Dringfence.seed=N}.
 */
final class ChaosIT {
  private static final int KILLS = Integer.getInteger("ringfence.chaos.kills", 11);
  private static final Duration KAFKA_AWAY =
      Duration.ofSeconds(Integer.getInteger("ringfence.chaos.kafka.away.seconds", 6));
  private static final long SEED = TestSeed.get();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  @Timeout(value = 4, unit = TimeUnit.HOURS)
  void shouldKeepItsPromisesWhenEverythingIsKilled() {
    ChaosRun run =
        run(
            new ChaosSettings(
                SEED,
                Duration.ofHours(4),
                KILLS,
                Duration.ofMinutes(2),
                300,
                64,
                Duration.ZERO,
                false,
                ChaosSettings.USUAL_AWAY));

    assertTrue(run.kills() >= KILLS, run::report);
    assertTrue(run.books().accepted > 500, run::report);
    assertTrue(run.books().unknownAccepted > 0, run::report);
    // A shard that forgets refusals without being rebuilt would do so by the hundred.
    assertTrue(run.books().refusedThenDone <= run.kills(), run::report);
  }

  /** Half of the records twice, poison, three rebalances; then no broker, and Redis flushed. */
  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void shouldEndEveryRecordOnceWhenKafkaIsAwayAndItsGroupIsRebalanced() {
    int broker = 1;

    ChaosRun run =
        run(
            new ChaosSettings(
                SEED,
                Duration.ofMinutes(15),
                broker,
                Duration.ofMinutes(10),
                100,
                16,
                KAFKA_AWAY,
                true,
                Duration.ofMillis(200)));

    assertEquals(broker, run.kills(), run::report);
    assertTrue(run.books().accepted > 100, run::report);
  }

  private ChaosRun run(ChaosSettings settings) {
    ChaosRun run = new ChaosRun(settings, folder, System.out::println);

    run.run();

    String report = "-Dringfence.seed=" + SEED + ", logs in " + folder + "\n" + run.report();
    System.out.println(report);
    assertTrue(run.findings().isEmpty(), report);
    return run;
  }
}
