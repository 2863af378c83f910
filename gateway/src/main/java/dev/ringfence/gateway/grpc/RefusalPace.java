package dev.ringfence.gateway.grpc;

/**
 * How fast one event loop refuses. A refusal is cheap, and a hundred thousand a second are not:
 * they would take the processors from the work that gets done. Only touched by its loop.
 */
final class RefusalPace {
  static final ThreadLocal<RefusalPace> CURRENT = new ThreadLocal<>();

  /** 20,000 a second, which take about a fifth of a core. */
  private static final long NANOS_PER_REFUSAL = 50_000;

  /** So many may be refused at once after a pause, without any delay. */
  private static final long BURST_NANOS = 256 * NANOS_PER_REFUSAL;

  private static final long LONGEST_PAUSE_NANOS = 50_000_000;

  private long refused;
  private long counted;
  private long freeAtNanos;

  RefusalPace(long nowNanos) {
    freeAtNanos = nowNanos - BURST_NANOS;
  }

  /** For any thread; counts where it is an event loop that refuses. */
  static void count() {
    RefusalPace pace = CURRENT.get();
    if (pace != null) {
      pace.refused++;
    }
  }

  /** How many were refused on this loop. */
  long refused() {
    return refused;
  }

  /**
   * How long to leave a connection alone whose requests were refused just now; 0 for not at all.
   */
  long pauseNanos(long nowNanos) {
    freeAtNanos =
        Math.max(freeAtNanos, nowNanos - BURST_NANOS) + (refused - counted) * NANOS_PER_REFUSAL;
    counted = refused;
    return Math.clamp(freeAtNanos - nowNanos, 0, LONGEST_PAUSE_NANOS);
  }
}
