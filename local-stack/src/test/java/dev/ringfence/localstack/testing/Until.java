package dev.ringfence.localstack.testing;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another thread, process or server brings about, and says what never came. */
public final class Until {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long LOOK_NANOS = 5_000_000;

  private Until() {}

  public static void holds(String what, Callable<Boolean> condition) throws Exception {
    long untilNanos = System.nanoTime() + LIMIT.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - untilNanos > 0) {
        fail("It did not come about in " + LIMIT.toSeconds() + " s that " + what);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("waiting until " + what);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
