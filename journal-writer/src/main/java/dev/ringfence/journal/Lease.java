package dev.ringfence.journal;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Until when an owner may trust what it has in memory, by its own monotonic clock. Counted from
 * before the renewal was sent, so it ends before the database lets anybody else have the shard.
 */
final class Lease {
  private final LongSupplier nanoClock;
  private final long trustedNanos;
  private volatile long renewedNanos;
  private volatile boolean ended;

  Lease(LeaseConfig config, LongSupplier nanoClock, long acquiredNanos) {
    this.nanoClock = nanoClock;
    trustedNanos =
        TimeUnit.MILLISECONDS.toNanos(config.leaseMillis() - config.answerMarginMillis());
    renewedNanos = acquiredNanos;
  }

  /** A renewal succeeded that was sent after this time. */
  void renewed(long sentNanos) {
    renewedNanos = sentNanos;
  }

  /** Ends it for good. */
  void end() {
    ended = true;
  }

  boolean isTrusted() {
    return !ended && nanoClock.getAsLong() - renewedNanos < trustedNanos;
  }
}
