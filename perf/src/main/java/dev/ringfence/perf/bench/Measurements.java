package dev.ringfence.perf.bench;

import dev.ringfence.perf.report.Round;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AtomicHistogram;

/** Counts and times the answers of one round; written by all network threads. */
final class Measurements {
  /** More than a round with its last answers can take, so that nothing is ever cut off here. */
  private static final long HIGHEST_NANOS = Duration.ofHours(25).toNanos();

  private static final long BUCKET_NANOS = Round.BUCKET_MILLIS * 1_000_000L;

  private final AtomicHistogram latency = histogram();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder shed = new LongAdder();
  private final LongAdder unknown = new LongAdder();
  private final LongAdder unsent = new LongAdder();
  private final AtomicLong stalls = new AtomicLong();
  private final AtomicLongArray timeline;
  private final long startNanos;
  private final long endNanos;

  Measurements(long startNanos, long endNanos) {
    this.startNanos = startNanos;
    this.endNanos = endNanos;
    timeline = new AtomicLongArray((int) Math.ceilDiv(endNanos - startNanos, BUCKET_NANOS));
  }

  /** For {@link #record}. */
  static AtomicHistogram histogram() {
    return new AtomicHistogram(HIGHEST_NANOS, 3);
  }

  /** How long it took from the one moment to the other. */
  static void record(AtomicHistogram histogram, long fromNanos, long toNanos) {
    histogram.recordValue(Math.clamp(toNanos - fromNanos, 0, HIGHEST_NANOS));
  }

  void answered(boolean isAccepted, long plannedNanos, long nowNanos) {
    record(latency, plannedNanos, nowNanos);
    // What comes after the end is checked, but does not count as done in time.
    if (nowNanos - endNanos < 0) {
      (isAccepted ? accepted : refused).increment();
      timeline.incrementAndGet((int) ((nowNanos - startNanos) / BUCKET_NANOS));
    }
  }

  /** Refused for lack of room, with no effect. */
  void shed() {
    shed.increment();
  }

  /** An answer was lost, and is asked for again. */
  void unknown() {
    unknown.increment();
  }

  /**
   * Planned, and never sent since the server did not keep up: it counts with its wait until now.
   */
  void unsent(long plannedNanos, long nowNanos) {
    unsent.increment();
    record(latency, plannedNanos, nowNanos);
  }

  /** The sender had to wait since too many requests were unanswered. */
  void stalled() {
    stalls.incrementAndGet();
  }

  Round result() {
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < timeline.length(); i++) {
      counts.add(timeline.get(i));
    }
    return new Round(
        (endNanos - startNanos) / 1e9,
        accepted.sum(),
        refused.sum(),
        shed.sum(),
        unknown.sum(),
        unsent.sum(),
        stalls.get(),
        counts,
        latency.copy());
  }
}
