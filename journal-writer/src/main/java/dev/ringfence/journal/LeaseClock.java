package dev.ringfence.journal;

import java.util.function.LongSupplier;

/**
 * Two clocks. The monotonic one never jumps, but stands still while the machine is suspended; the
 * wall clock goes on then, but may be set.
 *
 * @param nanos the monotonic clock
 * @param wallMillis the wall clock
 */
record LeaseClock(LongSupplier nanos, LongSupplier wallMillis) {
  static final LeaseClock SYSTEM = new LeaseClock(System::nanoTime, System::currentTimeMillis);

  /** A moment, by both. */
  record Moment(long nanos, long wallMillis) {}

  Moment now() {
    return new Moment(nanos.getAsLong(), wallMillis.getAsLong());
  }
}
