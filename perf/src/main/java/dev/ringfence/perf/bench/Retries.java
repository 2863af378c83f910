package dev.ringfence.perf.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Sends again later, and gives up on answers that take too long, so that nothing hangs. */
final class Retries implements AutoCloseable {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
  private static final long SWEEP_MILLIS = 500;

  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("bench-retries").daemon().factory());

  /** Gives up on the answers of these exchanges after a while, until this is closed. */
  void watch(Collection<Exchange> exchanges) {
    ScheduledFuture<?> _ =
        scheduler.scheduleWithFixedDelay(
            () -> {
              long latest = System.nanoTime() - ANSWER_LIMIT.toNanos();
              exchanges.forEach(exchange -> exchange.cancelIfSentBefore(latest));
            },
            SWEEP_MILLIS,
            SWEEP_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  void later(long millis, Runnable task) {
    try {
      ScheduledFuture<?> _ = scheduler.schedule(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      // This is closed: what came too late for its round is not asked for again.
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
