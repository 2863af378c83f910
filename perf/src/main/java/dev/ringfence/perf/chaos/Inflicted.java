package dev.ringfence.perf.chaos;

import java.util.concurrent.CompletableFuture;

/** A fault that was inflicted, and how it heals. */
final class Inflicted {
  private final Strike strike;
  private final long atNanos;
  private volatile long healingNanos;
  private CompletableFuture<Void> healed;

  Inflicted(Strike strike, long atNanos) {
    this.strike = strike;
    this.atNanos = atNanos;
  }

  Strike strike() {
    return strike;
  }

  /**
   * Heals it in the background.
   *
   * @param awaitEnd returns when it has lasted as long as it should
   */
  Inflicted healLater(Runnable awaitEnd, Runnable healing) {
    healed =
        CompletableFuture.runAsync(
            () -> {
              awaitEnd.run();
              healingNanos = System.nanoTime();
              healing.run();
            },
            task -> Thread.ofPlatform().daemon().name("chaos-heal").start(task));
    return this;
  }

  CompletableFuture<Void> healed() {
    return healed;
  }

  /** From when on the shards could be served again, seen from {@code servingNanos}. */
  long endNanos(long servingNanos, boolean lasted) {
    long healing = healingNanos;
    boolean count = lasted && healing != 0 && healing - servingNanos < 0;
    return count ? healing : atNanos;
  }

  /** Waits until a thread that was told to end has ended. */
  static void join(Thread ending) {
    try {
      ending.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosException("interrupted", e);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosException("interrupted", e);
    }
  }
}
