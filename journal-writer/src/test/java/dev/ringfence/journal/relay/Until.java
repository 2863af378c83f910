package dev.ringfence.journal.relay;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another thread or server brings about. */
final class Until {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long LOOK_NANOS = 5_000_000;

  private Until() {}

  static void holds(String what, Callable<Boolean> condition) throws Exception {
    long untilNanos = System.nanoTime() + LIMIT.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > untilNanos) {
        fail("It did not come about in " + LIMIT.toSeconds() + " s that " + what);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
