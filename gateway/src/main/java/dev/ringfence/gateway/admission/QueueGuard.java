package dev.ringfence.gateway.admission;

/**
 * Keeps the queue of one shard short: decides how many commands may wait, by how long the last ones
 * did. How long one waits grows with how many are before it, so a limit that led to twice the wait
 * that is wanted is twice too high. It is never less than one full batch, as the next commit takes
 * a whole batch at once: what fits into it does not queue.
 *
 * <p>The shard's thread tells what it measures; any thread asks, and reads one number.
 */
public final class QueueGuard {
  private static final long WINDOW_NANOS = 20_000_000;
  private static final double MOST_UP = 1.25;
  private static final double MOST_DOWN = 0.5;

  private final long targetNanos;
  private final int least;
  private final int most;
  private volatile int limit;
  private volatile boolean refused;

  private long windowStartNanos;
  private long waitedNanos;
  private long answered;

  /**
   * Begins with the highest limit.
   *
   * @param targetNanos how long a command may wait in the mean
   * @param least how many may always wait
   * @param most how many the ring can hold
   */
  public QueueGuard(long targetNanos, int least, int most, long nowNanos) {
    this.targetNanos = targetNanos;
    this.least = least;
    this.most = most;
    limit = most;
    windowStartNanos = nowNanos;
  }

  /** Whether one more may wait where so many do. */
  public boolean admits(long queued) {
    if (queued < limit) {
      return true;
    }
    if (!refused) {
      refused = true;
    }
    return false;
  }

  /** A command has been answered; only for the shard's thread. */
  public void onAnswered(long waitNanos, long nowNanos) {
    waitedNanos += Math.max(0, waitNanos);
    answered++;
    if (nowNanos - windowStartNanos >= WINDOW_NANOS) {
      adjust();
      windowStartNanos = nowNanos;
      waitedNanos = 0;
      answered = 0;
    }
  }

  int limit() {
    return limit;
  }

  /** Where nothing was refused, a short wait says nothing about the limit. */
  private void adjust() {
    double meanNanos = Math.max(1, (double) waitedNanos / answered);
    double change = Math.clamp(targetNanos / meanNanos, MOST_DOWN, MOST_UP);
    if (change < 1 || refused) {
      limit = Math.clamp((long) (limit * change), least, most);
      refused = false;
    }
  }
}
