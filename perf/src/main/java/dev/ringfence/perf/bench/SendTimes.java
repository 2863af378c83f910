package dev.ringfence.perf.bench;

import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.AtomicHistogram;

/** How long answers took from when requests were really sent, apart from what was shed. */
final class SendTimes {
  private static final long HIGHEST_NANOS = 120_000_000_000L;

  private final AtomicHistogram answered = new AtomicHistogram(HIGHEST_NANOS, 3);
  private final AtomicHistogram shed = new AtomicHistogram(HIGHEST_NANOS, 3);

  void answered(long nanos) {
    answered.recordValue(Math.clamp(nanos, 0, HIGHEST_NANOS));
  }

  void shed(long nanos) {
    shed.recordValue(Math.clamp(nanos, 0, HIGHEST_NANOS));
  }

  double answeredMillis(double percentile) {
    return millis(answered, percentile);
  }

  double shedMillis(double percentile) {
    return millis(shed, percentile);
  }

  private static double millis(AbstractHistogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e6;
  }
}
