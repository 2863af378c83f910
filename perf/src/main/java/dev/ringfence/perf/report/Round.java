package dev.ringfence.perf.report;

import java.util.List;
import org.HdrHistogram.AbstractHistogram;

/**
 * What one round came to.
 *
 * @param accepted answered with yes before the end
 * @param refused answered with a business refusal before the end
 * @param shed refused for lack of room
 * @param unknown answers that were lost and asked for again
 * @param unsent planned in open loop, and not sent before the end
 * @param stalls times the sender waited for an answer since too many were outstanding
 * @param answersPerBucket answers in each {@link #BUCKET_MILLIS}
 * @param latency in nanoseconds
 */
public record Round(
    double seconds,
    long accepted,
    long refused,
    long shed,
    long unknown,
    long unsent,
    long stalls,
    List<Long> answersPerBucket,
    AbstractHistogram latency) {

  /** How long one bucket of the timeline is. */
  public static final int BUCKET_MILLIS = 100;

  public Round {
    answersPerBucket = List.copyOf(answersPerBucket);
  }

  /** The same round, with other latencies. */
  public Round withLatency(AbstractHistogram other) {
    return new Round(
        seconds, accepted, refused, shed, unknown, unsent, stalls, answersPerBucket, other);
  }

  /** Answers of either kind in a second. */
  public double answersPerSecond() {
    return (accepted + refused) / seconds;
  }

  /** In milliseconds; not a number where nothing was answered. */
  public double latencyMillis(double percentile) {
    return latency.getTotalCount() == 0
        ? Double.NaN
        : latency.getValueAtPercentile(percentile) / 1e6;
  }
}
