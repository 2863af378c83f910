package dev.ringfence.gateway.metrics;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one kind of failure with its stack trace, at most once a second: a shard may meet the same
 * one with every command. Never throws, as it is told on the threads of shards.
 */
final class FailureLog {
  private static final Logger LOGGER = LoggerFactory.getLogger(FailureLog.class);
  private static final long PAUSE_NANOS = 1_000_000_000;

  private final String message;
  private final LongSupplier nanoClock;
  private final AtomicLong dueAtNanos;
  private final AtomicLong untold = new AtomicLong();

  /**
   * @param message with a place for the shard, and one for how many were left out before
   */
  FailureLog(String message, LongSupplier nanoClock) {
    this.message = message;
    this.nanoClock = nanoClock;
    dueAtNanos = new AtomicLong(nanoClock.getAsLong());
  }

  void tell(int shardId, Throwable failure) {
    long nowNanos = nanoClock.getAsLong();
    long dueNanos = dueAtNanos.get();
    if (nowNanos - dueNanos < 0 || !dueAtNanos.compareAndSet(dueNanos, nowNanos + PAUSE_NANOS)) {
      untold.incrementAndGet();
      return;
    }
    try {
      LOGGER.error(message, shardId, untold.getAndSet(0), failure);
    } catch (Throwable _) {
      // A shard that could not tell its fault for want of memory must still fence itself.
    }
  }
}
