package dev.ringfence.gateway.identity;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many more wrong tokens are looked at, of those that come over one connection. The signature
 * of one takes a hundred times as long as all else about a call, and its sender nothing. Touched by
 * one thread only.
 */
public final class Patience {
  /** So many after a pause. */
  static final int MOST = 16;

  private static final long NANOS_PER_TOKEN = TimeUnit.SECONDS.toNanos(1) / 16;

  private final LongSupplier nanoClock;
  private long restoredAtNanos;

  /** All that anybody has. */
  public Patience(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    restoredAtNanos = nanoClock.getAsLong();
  }

  boolean isLeft() {
    return restoredAtNanos - nanoClock.getAsLong() <= (MOST - 1) * NANOS_PER_TOKEN;
  }

  /** One was wrong. */
  void lose() {
    long nowNanos = nanoClock.getAsLong();
    restoredAtNanos = nowNanos + Math.max(0, restoredAtNanos - nowNanos) + NANOS_PER_TOKEN;
  }
}
