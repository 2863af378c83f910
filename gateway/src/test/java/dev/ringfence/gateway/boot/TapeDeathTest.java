package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.gateway.http.HealthReport.Check;
import dev.ringfence.gateway.metrics.MetricsPage;
import dev.ringfence.gateway.metrics.TapeMeters;
import dev.ringfence.journal.tape.SessionStart;
import dev.ringfence.journal.tape.Tape;
import dev.ringfence.journal.tape.TapeConfig;
import dev.ringfence.journal.tape.TapeObserver;
import dev.ringfence.localstack.testing.Until;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TapeDeathTest {
  @TempDir private Path folder;

  @Test
  void shouldBeSeenByAlarmAndHealth() throws Exception {
    try (MetricsPage page = new MetricsPage(1);
        Tape tape =
            Tape.start(
                TapeConfig.of(folder, 1 << 20, Duration.ofDays(1)),
                List.of(ShardConfig.of(0, 1)),
                new Dying(new TapeMeters(page.registry(), 1)))) {
      assertTrue(recording(page).endsWith(" 1.0"), () -> recording(page));
      assertEquals(List.of(), notices(tape));

      tape.begin(0, SessionStart.EMPTY);

      Until.holds("health says that it has died", () -> !notices(tape).isEmpty());
      assertEquals(List.of(Check.died("tape")), notices(tape));
      assertTrue(recording(page).endsWith(" 0.0"), () -> recording(page));
    }
  }

  private static List<Check> notices(Tape tape) {
    return NodeHealth.deathNotices(Optional.empty(), Optional.of(tape));
  }

  /** What the alarm RingfenceTapeStopped looks at. */
  private static String recording(MetricsPage page) {
    return page.text()
        .lines()
        .filter(line -> line.startsWith("ringfence_tape_recording{"))
        .findFirst()
        .orElseThrow();
  }

  /** Brings the tape's thread down when it has written something. */
  private record Dying(TapeMeters meters) implements TapeObserver {
    @Override
    public void onRecording(int shardId, boolean recording, String cause) {
      meters.onRecording(shardId, recording, cause);
    }

    @Override
    public void onWritten(int shardId, int frames, long bytes) {
      throw new AssertionError("a defect that ends the thread");
    }
  }
}
