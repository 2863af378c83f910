package dev.ringfence.gateway.admission;

import java.util.concurrent.atomic.AtomicLong;

/**
 * So many tokens a second, and a few saved up. One number holds all of it: the time at which the
 * bucket will be full again. Taking a token moves that time on, and is refused where it would lie
 * too far ahead; there is nothing to refill, and no lock.
 */
final class TokenBucket {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final long nanosPerToken;
  private final long nanosWhenEmpty;
  private final AtomicLong fullAtNanos;

  TokenBucket(int tokensPerSecond, int size, long nowNanos) {
    nanosPerToken = NANOS_PER_SECOND / tokensPerSecond;
    nanosWhenEmpty = nanosPerToken * size;
    fullAtNanos = new AtomicLong(nowNanos);
  }

  boolean tryTake(long nowNanos) {
    while (true) {
      long fullAt = fullAtNanos.get();
      long aheadNanos = Math.max(0, fullAt - nowNanos) + nanosPerToken;
      if (aheadNanos > nanosWhenEmpty) {
        return false;
      }
      if (fullAtNanos.compareAndSet(fullAt, nowNanos + aheadNanos)) {
        return true;
      }
    }
  }
}
