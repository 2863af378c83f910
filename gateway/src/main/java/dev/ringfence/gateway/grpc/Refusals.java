package dev.ringfence.gateway.grpc;

/** What one event loop has refused. Only touched by its loop. */
final class Refusals {
  static final ThreadLocal<Refusals> CURRENT = new ThreadLocal<>();

  /** 20,000 a second, which take about a fifth of a core. */
  private static final long NANOS_PER_REFUSAL = 50_000;

  private static final long WINDOW_NANOS = 100_000_000;

  /** More than so many in a window are more than somebody's mistakes. */
  private static final int MANY = 32;

  private final RefusalPace pace;
  private long count;
  private long faults;
  private long paced;
  private long windowNanos;
  private long countBeforeWindow;
  private boolean hadMany;

  Refusals(long nowNanos) {
    pace = new RefusalPace(NANOS_PER_REFUSAL, nowNanos);
    windowNanos = nowNanos;
  }

  /** For any thread; counts where it is an event loop that refuses. */
  static void count(ErrorReason reason) {
    Refusals refusals = CURRENT.get();
    if (refusals != null) {
      refusals.count++;
      if (reason.isCallersFault()) {
        refusals.faults++;
      }
    }
  }

  /** How many there were. */
  long count() {
    return count;
  }

  /** How many of them are the caller's own fault. */
  long faults() {
    return faults;
  }

  /**
   * How long to leave a connection alone whose requests were refused just now; 0 for not at all.
   */
  long pauseNanos(long nowNanos) {
    long unpaced = count - paced;
    paced = count;
    return pace.pauseNanos(unpaced, nowNanos);
  }

  /** Whether there were many in this moment or the one before. */
  boolean areMany(long nowNanos) {
    long passedNanos = nowNanos - windowNanos;
    boolean hasMany = count - countBeforeWindow >= MANY;
    if (passedNanos >= WINDOW_NANOS) {
      hadMany = hasMany && passedNanos < 2 * WINDOW_NANOS;
      windowNanos = nowNanos;
      countBeforeWindow = count;
      return hadMany;
    }
    return hasMany || hadMany;
  }
}
