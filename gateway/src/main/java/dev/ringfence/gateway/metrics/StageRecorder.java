package dev.ringfence.gateway.metrics;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.IntervalHistogramProvider;
import org.HdrHistogram.Recorder;
import org.HdrHistogram.SingleWriterRecorder;
import org.HdrHistogram.ValueRecorder;

/**
 * The latencies of one stage. It is recorded without locks or garbage; scrapes read what was
 * recorded in the window before and in the one that runs.
 */
final class StageRecorder {
  private static final long LOWEST_NANOS = 1_000;
  private static final long HIGHEST_NANOS = 60_000_000_000L;
  private static final int SIGNIFICANT_DIGITS = 2;

  private final ValueRecorder writer;
  private final IntervalHistogramProvider<Histogram> reader;
  private final Histogram previous = newHistogram();
  private final Histogram current = newHistogram();
  private final Histogram shown = newHistogram();
  private Histogram interval;

  private <T extends ValueRecorder & IntervalHistogramProvider<Histogram>> StageRecorder(
      T recorder) {
    writer = recorder;
    reader = recorder;
  }

  /** For one thread that records. */
  static StageRecorder single() {
    return new StageRecorder(
        new SingleWriterRecorder(LOWEST_NANOS, HIGHEST_NANOS, SIGNIFICANT_DIGITS));
  }

  /** For any thread. */
  static StageRecorder shared() {
    return new StageRecorder(new Recorder(LOWEST_NANOS, HIGHEST_NANOS, SIGNIFICANT_DIGITS));
  }

  void record(long nanos) {
    writer.recordValue(Math.clamp(nanos, 0, HIGHEST_NANOS));
  }

  /** Takes over what was recorded since the last call. Only under the lock of the scrape. */
  void refresh(boolean windowIsOver) {
    if (windowIsOver) {
      previous.reset();
      previous.add(current);
      current.reset();
    }
    interval = reader.getIntervalHistogram(interval);
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
