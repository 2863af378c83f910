package dev.ringfence.journal.tape;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time in milliseconds, which may be late and never runs ahead of what has passed since the
 * process began: a wall clock that jumps must not make everything too old at once.
 */
final class SteadyClock implements LongSupplier {
  private final LongSupplier wallMillis;
  private final LongSupplier nanos;
  private final long beganMillis;
  private final long beganNanos;

  SteadyClock(LongSupplier wallMillis, LongSupplier nanos) {
    this.wallMillis = wallMillis;
    this.nanos = nanos;
    beganMillis = wallMillis.getAsLong();
    beganNanos = nanos.getAsLong();
  }

  @Override
  public long getAsLong() {
    long passedMillis = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - beganNanos);
    return Math.min(wallMillis.getAsLong(), beganMillis + passedMillis);
  }
}
