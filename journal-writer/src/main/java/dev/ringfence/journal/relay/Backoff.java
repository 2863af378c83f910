package dev.ringfence.journal.relay;

import java.util.random.RandomGenerator;

/**
 * Pauses that double from failure to failure, with jitter, so that many who lost the same server
 * don't all come back at once.
 */
public final class Backoff {
  private final long initialNanos;
  private final long maxNanos;
  private final RandomGenerator random;
  private int attempts;

  public Backoff(long initialNanos, long maxNanos, RandomGenerator random) {
    this.initialNanos = initialNanos;
    this.maxNanos = maxNanos;
    this.random = random;
  }

  /** Counts a failure and tells how long to wait: between half of the pause and all of it. */
  public long nextNanos() {
    long pauseNanos = initialNanos;
    for (int doubled = 0; doubled < attempts && pauseNanos < maxNanos; doubled++) {
      pauseNanos *= 2;
    }
    attempts++;
    long ceilingNanos = Math.min(pauseNanos, maxNanos);
    return ceilingNanos / 2 + random.nextLong(ceilingNanos / 2 + 1);
  }

  /** Failures since the last success. */
  public int attempts() {
    return attempts;
  }

  /** It worked: the next failure is a first one. */
  public void reset() {
    attempts = 0;
  }
}
