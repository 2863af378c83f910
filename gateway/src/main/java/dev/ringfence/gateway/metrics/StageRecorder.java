package dev.ringfence.gateway.metrics;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * The latencies of one stage in one shard. The shard's thread records, without locks or garbage;
 * scrapes read what was recorded in the window before and in the one that runs.
 */
final class StageRecorder {
  private static final long LOWEST_NANOS = 1_000;
  private static final long HIGHEST_NANOS = 60_000_000_000L;
  private static final int SIGNIFICANT_DIGITS = 2;

  private final SingleWriterRecorder recorder =
      new SingleWriterRecorder(LOWEST_NANOS, HIGHEST_NANOS, SIGNIFICANT_DIGITS);
  private final Histogram previous = newHistogram();
  private final Histogram current = newHistogram();
  private final Histogram shown = newHistogram();
  private Histogram interval;

  /** Only for the shard's thread. */
  void record(long nanos) {
    recorder.recordValue(Math.clamp(nanos, 0, HIGHEST_NANOS));
  }

  /** Takes over what was recorded since the last call. Only under the lock of the scrape. */
  void refresh(boolean windowIsOver) {
    if (windowIsOver) {
      previous.reset();
      previous.add(current);
      current.reset();
    }
    interval = recorder.getIntervalHistogram(interval);
    current.add(interval);
    shown.reset();
    shown.add(previous);
    shown.add(current);
  }

  /** 0 if nothing was recorded. */
  double quantileSeconds(double quantile) {
    return shown.getValueAtPercentile(quantile * 100) / 1e9;
  }

  private static Histogram newHistogram() {
    return new Histogram(LOWEST_NANOS, HIGHEST_NANOS, SIGNIFICANT_DIGITS);
  }
}
