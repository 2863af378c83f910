package dev.ringfence.engine.shard;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.state.ShardState;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.NanoClock;

/**
 * What the shard's thread does: wait, run a batch, reply; and at the end see to it that every
 * command that ever got into the ring is answered. It drives the ring's barrier itself, rather than
 * leave that to Disruptor's processor, because a command whose batch failed must be told from one
 * that was never decided.
 */
final class ShardLoop {
  private static final long SEAL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PAUSE_NANOS = 20_000;
  private static final Fenced LOST =
      Fenced.yielded("another process has taken the shard over, as the heartbeat found");
  private static final long STRAGGLER_PAUSE_NANOS = 1_000_000;

  /** How long what is due waits for a journal that can't take it, if no command comes. */
  private static final long DECLINED_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ShardState state;
  private final EngineTime time;
  private final NanoClock nanoClock;
  private final RingBuffer<Command> ring;
  private final SequenceBarrier barrier;
  private final Sequence consumed;
  private final GroupCommit commit;
  private final BatchListener listener;
  private final Replies replies;
  private long next;
  private boolean wasDeclined;
  private long declinedNanos;

  /** Once sealed: the last command that was decided, and where the ring ends. */
  private long decided;

  private long end;
  private volatile boolean stopping;
  private volatile long stopNanos;

  ShardLoop(
      ShardState state,
      EngineTime time,
      RingBuffer<Command> ring,
      Sequence consumed,
      GroupCommit commit,
      BatchListener listener,
      Replies replies) {
    this.state = state;
    this.time = time;
    nanoClock = time.nanoClock();
    this.ring = ring;
    this.consumed = consumed;
    this.commit = commit;
    this.listener = listener;
    this.replies = replies;
    barrier = ring.newBarrier();
    next = consumed.get() + 1;
  }

  /** Asks the loop to end when what is in the ring is answered, at the latest at this time. */
  void stop(long latestNanos) {
    stopNanos = latestNanos;
    stopping = true;
    barrier.alert();
  }

  boolean isStopping() {
    return stopping;
  }

  /** Serves until it is stopped; returns null then, or why the shard must be fenced. */
  Fenced serve() throws InterruptedException {
    while (true) {
      long timeMillis = time.millis(state.timeMillis());
      boolean isDue = isDue(timeMillis);
      long available = await(isDue);
      if (stopping && isDrained(available)) {
        return null;
      }
      if (commit.isLost()) {
        return LOST;
      }
      if (available >= next || isDue) {
        Fenced fenced = runBatch(available, timeMillis);
        if (fenced != null) {
          return fenced;
        }
      }
    }
  }

  /**
   * Runs one batch if there is something to do right now, and never waits.
   *
   * @return null, or why the shard must be fenced
   */
  Fenced turn() {
    if (commit.isLost()) {
      return LOST;
    }
    long timeMillis = time.millis(state.timeMillis());
    long available = next - 1;
    while (available < ring.getCursor() && ring.isAvailable(available + 1)) {
      available++;
    }
    boolean hasWork = available >= next || isDue(timeMillis);
    return hasWork ? runBatch(available, timeMillis) : null;
  }

  private Fenced runBatch(long available, long leastMillis) {
    long timeMillis = time.millis(leastMillis);
    Fenced fenced = commit.run(next, available, timeMillis, nanoClock.nanoTime());
    if (fenced == null) {
      RingBatch batch = commit.batch();
      listener.onBatch(batch);
      replies.answer(batch);
      next = batch.last() + 1;
      consumed.set(next - 1);
      wasDeclined = batch.wasDeclined();
      declinedNanos = nanoClock.nanoTime();
    }
    return fenced;
  }

  private boolean isDue(long timeMillis) {
    return state.hasDue(timeMillis)
        && !(wasDeclined && nanoClock.nanoTime() - declinedNanos < DECLINED_PAUSE_NANOS);
  }

  /**
   * Closes the ring for good and answers what is left in it: what was decided has an unknown fate,
   * the rest was not touched. Waits a moment for writers that are still at work; see {@link
   * #failStragglers}.
   */
  void seal() {
    claimAll();
    decided = commit.batch().last();
    end = next + ring.getBufferSize();
    long latestNanos = System.nanoTime() + SEAL_NANOS;
    while (!failPublished() && System.nanoTime() - latestNanos <= 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Answers what slow writers publish after the ring was sealed; there is no end to it before. */
  void failStragglers() {
    while (!failPublished()) {
      LockSupport.parkNanos(STRAGGLER_PAUSE_NANOS);
    }
  }

  /**
   * Fails all that is published, also behind a slot whose writer is still at work. A slot that was
   * failed before is empty.
   *
   * @return whether no slot is left
   */
  private boolean failPublished() {
    long firstMissing = end;
    for (long sequence = next; sequence < end; sequence++) {
      if (ring.isAvailable(sequence)) {
        replies.fail(
            ring.get(sequence), sequence <= decided ? Failure.UNKNOWN : Failure.NOT_SERVING);
      } else {
        firstMissing = Math.min(firstMissing, sequence);
      }
    }
    replies.endRun();
    next = firstMissing;
    return next == end;
  }

  /**
   * Takes all free slots. The consumed sequence no longer moves, so from here on every producer
   * finds the ring full; those that had claimed a slot before will publish it.
   */
  private void claimAll() {
    try {
      while (true) {
        ring.publish(ring.tryNext());
      }
    } catch (InsufficientCapacityException _) {
      // Full: that is the aim.
    }
  }

  /** The last command that is ready; before {@link #next} if there is none. */
  private long await(boolean isDue) throws InterruptedException {
    boolean mayWait = !isDue && !stopping;
    if (!mayWait && barrier.getCursor() < next) {
      return next - 1;
    }
    try {
      long available = barrier.waitFor(next);
      if (available < next) {
        Thread.onSpinWait();
      }
      return available;
    } catch (AlertException _) {
      barrier.clearAlert();
    } catch (TimeoutException _) {
      // An idle shard looks for what is due.
    }
    return next - 1;
  }

  private boolean isDrained(long available) {
    return (available < next && barrier.getCursor() < next) || System.nanoTime() - stopNanos > 0;
  }
}
