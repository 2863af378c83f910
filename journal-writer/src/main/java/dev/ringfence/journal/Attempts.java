package dev.ringfence.journal;

import java.util.concurrent.TimeUnit;

/** The attempts to commit one batch: pauses that grow, with jitter, up to a deadline. */
final class Attempts {
  private final JournalConfig config;
  private final JournalTime time;
  private long firstFailureNanos;
  private long backoffMillis;
  private int failures;
  private boolean sent;

  Attempts(JournalConfig config, JournalTime time) {
    this.config = config;
    this.time = time;
  }

  /** Starts anew, for the next batch. */
  void begin() {
    failures = 0;
    sent = false;
  }

  /** Whether the batch may have reached the server. */
  boolean anySent() {
    return sent;
  }

  void send() {
    sent = true;
  }

  /** Notes a failure. */
  void fail() {
    if (failures == 0) {
      firstFailureNanos = time.nanoTime();
      backoffMillis = config.minBackoffMillis();
    }
    failures++;
  }

  long elapsedMillis() {
    return TimeUnit.NANOSECONDS.toMillis(time.nanoTime() - firstFailureNanos);
  }

  /** Waits before the next; false when the time is up, or the thread was interrupted. */
  boolean pause() {
    if (elapsedMillis() >= config.commitDeadlineMillis()) {
      return false;
    }
    long half = Math.max(1, backoffMillis / 2);
    try {
      time.sleepMillis(half + time.random(half + 1));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
    backoffMillis = Math.min(backoffMillis * 2, config.maxBackoffMillis());
    return true;
  }
}
