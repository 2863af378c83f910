package dev.ringfence.localstack;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A moment by which something must have happened, on the clock that never jumps. */
final class Deadline {

  private static final long POLL_MILLIS = 10;

  private final long endNanos;

  private Deadline(long endNanos) {
    this.endNanos = endNanos;
  }

  static Deadline after(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  boolean hasPassed() {
    return System.nanoTime() - endNanos >= 0;
  }

  /** Returns whether the condition came true in time. */
  boolean await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (hasPassed()) {
        return condition.getAsBoolean();
      }
      pause();
    }
    return true;
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("interrupted while waiting for a server", e);
    }
  }
}
