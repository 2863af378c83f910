package dev.ringfence.perf.bench;

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
 * @param answersPerBucket answers in each {@link Measurements#BUCKET_MILLIS}
 */
record RoundResult(
    double seconds,
    long accepted,
    long refused,
    long shed,
    long unknown,
    long unsent,
    long stalls,
    long[] answersPerBucket,
    AbstractHistogram latency) {

  double answersPerSecond() {
    return (accepted + refused) / seconds;
  }
}
