package dev.ringfence.journal;

import dev.ringfence.journal.LeaseClock.Moment;
import java.util.concurrent.TimeUnit;

/**
 * Until when an owner may trust what it has in memory, by its own clocks: as soon as one of them
 * says that the time is over, it is. Counted from before the renewal was sent, so it ends before
 * the database lets anybody else have the shard.
 */
final class Lease {
  private final LeaseClock clock;
  private final long trustedMillis;
  private final long trustedNanos;
  private volatile Moment renewed;
  private volatile boolean ended;

  Lease(LeaseConfig config, LeaseClock clock, Moment acquired) {
    this.clock = clock;
    trustedMillis = (long) config.leaseMillis() - config.answerMarginMillis();
    trustedNanos = TimeUnit.MILLISECONDS.toNanos(trustedMillis);
    renewed = acquired;
  }

  /** A renewal succeeded that was sent after this moment. */
  void renewed(Moment sent) {
    renewed = sent;
  }

  /** Ends it for good. */
  void end() {
    ended = true;
  }

  boolean isTrusted() {
    Moment since = renewed;
    Moment now = clock.now();
    return !ended
        && now.nanos() - since.nanos() < trustedNanos
        && now.wallMillis() - since.wallMillis() < trustedMillis;
  }
}
