package dev.ringfence.engine.shard;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/**
 * The time that a shard's batches carry. It follows the wall clock, but never backwards, and not
 * when that jumps ahead: a time that was made durable can't be taken back, and every time to live
 * would be over. Then it runs on at the speed of the monotonic clock, until the wall clock is back,
 * or has kept to its new time for a minute.
 *
 * <p>One belongs to a shard for the life of the process: a shard that is rebuilt must not believe
 * what the one before it held back. Whoever begins may have asked somebody else for the time; the
 * first reading is believed otherwise, as nothing tells how long the shard was down.
 */
public final class EngineTime {
  /** A step that is followed at once, as those of a time service are. */
  static final long SLACK_MILLIS = 1_000;

  static final long BELIEF_MILLIS = TimeUnit.SECONDS.toMillis(60);

  private final int shardId;
  private final EpochClock clock;
  private final NanoClock nanoClock;
  private final EngineMetrics metrics;
  private boolean hasBegun;

  /** The last reading of both clocks that was believed. */
  private long believedMillis;

  private long believedNanos;

  /** Where the wall clock jumped to, while that is not believed. */
  private boolean isHeldBack;

  private long jumpMillis;
  private long jumpNanos;

  private boolean isBehind;

  /**
   * Before its first reading.
   *
   * @param clock what time it is
   * @param nanoClock how much time has passed
   */
  public EngineTime(int shardId, EpochClock clock, NanoClock nanoClock, EngineMetrics metrics) {
    this.shardId = shardId;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.metrics = metrics;
  }

  /**
   * Begins with what another clock says, so that a wall clock that is ahead of it is doubted from
   * the first reading on. Changes nothing once it has begun.
   */
  public void beginAt(long millis) {
    if (!hasBegun) {
      hasBegun = true;
      believe(millis, nanoClock.nanoTime());
    }
  }

  NanoClock nanoClock() {
    return nanoClock;
  }

  /** What time it is, and not before the given one. */
  long millis(long leastMillis) {
    long nowNanos = nanoClock.nanoTime();
    long wallMillis = clock.time();
    tellBehind(leastMillis - wallMillis);
    if (!hasBegun) {
      hasBegun = true;
      believe(Math.max(leastMillis, wallMillis), nowNanos);
    }
    long expectedMillis = since(believedMillis, believedNanos, nowNanos);
    if (wallMillis - expectedMillis <= SLACK_MILLIS) {
      isHeldBack = false;
      // Behind what was believed, it runs backwards: then the monotonic clock says how far it may
      // go.
      if (wallMillis >= believedMillis) {
        believe(wallMillis, nowNanos);
      }
      return Math.max(leastMillis, wallMillis);
    }
    if (holdsBack(wallMillis, nowNanos, wallMillis - expectedMillis)) {
      return Math.max(leastMillis, expectedMillis);
    }
    believe(wallMillis, nowNanos);
    return Math.max(leastMillis, wallMillis);
  }

  /** While the clock is behind what is durable, the time stands still, and nothing expires. */
  private void tellBehind(long behindMillis) {
    boolean isBehindNow = behindMillis > SLACK_MILLIS;
    if (isBehindNow || isBehind) {
      isBehind = isBehindNow;
      metrics.onClockBehind(shardId, isBehindNow ? behindMillis : 0);
    }
  }

  private boolean holdsBack(long wallMillis, long nowNanos, long aheadMillis) {
    boolean isTheSameJump =
        isHeldBack && Math.abs(wallMillis - since(jumpMillis, jumpNanos, nowNanos)) <= SLACK_MILLIS;
    if (!isTheSameJump) {
      isHeldBack = true;
      jumpMillis = wallMillis;
      jumpNanos = nowNanos;
      metrics.onClockJump(shardId, aheadMillis, false);
    } else if (nowNanos - jumpNanos >= TimeUnit.MILLISECONDS.toNanos(BELIEF_MILLIS)) {
      isHeldBack = false;
      metrics.onClockJump(shardId, aheadMillis, true);
    }
    return isHeldBack;
  }

  private void believe(long millis, long nanos) {
    believedMillis = millis;
    believedNanos = nanos;
  }

  private static long since(long millis, long nanos, long nowNanos) {
    return millis + TimeUnit.NANOSECONDS.toMillis(nowNanos - nanos);
  }
}
