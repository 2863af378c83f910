package dev.ringfence.localstack.testing;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another thread, process or server brings about, and says what never came. */
public final class Until {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long LEAST_PAUSE_NANOS = 5_000_000;
  private static final long MOST_PAUSE_NANOS = 250_000_000;

  /** So many times as long as a look takes. */
  private static final int PAUSE_FACTOR = 4;

  private Until() {}

  public static void holds(String what, Callable<Boolean> condition) throws Exception {
    long untilNanos = System.nanoTime() + LIMIT.toNanos();
    long beganNanos = System.nanoTime();
    while (!condition.call()) {
      long tookNanos = System.nanoTime() - beganNanos;
      if (System.nanoTime() - untilNanos > 0) {
        fail("It did not come about in " + LIMIT.toSeconds() + " s that " + what);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("waiting until " + what);
      }
      // A look that logs in to a server costs it more than most of what is waited for.
      LockSupport.parkNanos(
          Math.clamp(PAUSE_FACTOR * tookNanos, LEAST_PAUSE_NANOS, MOST_PAUSE_NANOS));
      beganNanos = System.nanoTime();
    }
  }
}
