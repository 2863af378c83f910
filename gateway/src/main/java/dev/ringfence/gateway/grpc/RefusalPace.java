package dev.ringfence.gateway.grpc;

/**
 * How fast an event loop, or one connection, is refused things. A refusal is cheap, and a hundred
 * thousand a second are not: they would take the processors from the work that gets done.
 */
final class RefusalPace {
  /** So many may be refused at once after a pause, without any delay. */
  private static final int BURST = 256;

  private static final long LONGEST_PAUSE_NANOS = 50_000_000;

  /** What is refused when a flood is over must not wait for as long as the flood has lasted. */
  private static final long MOST_AHEAD_NANOS = 1_000_000_000;

  private final long nanosPerRefusal;
  private long freeAtNanos;

  RefusalPace(long nanosPerRefusal, long nowNanos) {
    this.nanosPerRefusal = nanosPerRefusal;
    freeAtNanos = nowNanos - BURST * nanosPerRefusal;
  }

  /** How long to read nothing, now that so many more were refused; 0 for not at all. */
  long pauseNanos(long refused, long nowNanos) {
    long earliestNanos = nowNanos - BURST * nanosPerRefusal;
    long dueNanos = Math.max(freeAtNanos, earliestNanos) + refused * nanosPerRefusal;
    freeAtNanos = Math.min(dueNanos, nowNanos + MOST_AHEAD_NANOS);
    return Math.clamp(freeAtNanos - nowNanos, 0, LONGEST_PAUSE_NANOS);
  }
}
