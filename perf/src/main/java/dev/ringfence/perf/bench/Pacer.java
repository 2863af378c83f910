package dev.ringfence.perf.bench;

/**
 * Says when each request is planned, and waits for that moment without burning a core. A late
 * sender is not slowed down: what is overdue goes out at once, and its latency counts from when it
 * was planned.
 */
final class Pacer {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** A nap is never shorter: at high rates a few requests go out per wake-up instead. */
  private static final long SHORTEST_NAP_NANOS = 80_000;

  private final Clock clock;
  private final long startNanos;
  private final int perSecond;

  Pacer(Clock clock, long startNanos, int perSecond) {
    this.clock = clock;
    this.startNanos = startNanos;
    this.perSecond = perSecond;
  }

  /** When the request with this number, from zero, is to be sent. */
  long plannedNanos(long number) {
    long seconds = number / perSecond;
    long rest = number % perSecond;
    return startNanos + seconds * NANOS_PER_SECOND + rest * NANOS_PER_SECOND / perSecond;
  }

  /** Returns when the moment has come, at once if it has passed. */
  void await(long plannedNanos) {
    long remaining = plannedNanos - clock.nanoTime();
    while (remaining > 0) {
      clock.park(Math.max(remaining, SHORTEST_NAP_NANOS));
      remaining = plannedNanos - clock.nanoTime();
    }
  }
}
