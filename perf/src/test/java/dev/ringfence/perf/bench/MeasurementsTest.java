package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.perf.report.Round;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MeasurementsTest {
  /** They counted as two minutes, and nobody was told. */
  @Test
  void shouldNotCutOffWhatTakesLong() {
    long tenMinutes = Duration.ofMinutes(10).toNanos();
    Measurements measurements = new Measurements(0, tenMinutes);

    measurements.answered(true, 0, tenMinutes / 2);
    measurements.unsent(0, tenMinutes);

    Round round = measurements.result();
    assertEquals(300_000, round.latencyMillis(50), 300);
    assertEquals(600_000, round.latencyMillis(100), 600);
  }
}
