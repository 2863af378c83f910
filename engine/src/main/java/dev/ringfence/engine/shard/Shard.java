package dev.ringfence.engine.shard;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.WaitStrategy;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.state.ShardState;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.SystemNanoClock;

/** A bounded ring and the one thread that drains it, decides, commits and replies. */
public final class Shard {
  private static final long GRACE_MILLIS = 100;

  private final ShardConfig config;
  private final EngineMetrics metrics;
  private final FenceListener fenceListener;
  private final RingBuffer<Command> ring;
  private final Sequence consumed = new Sequence();
  private final ShardLoop loop;
  private final Thread thread;
  private volatile ShardStatus status = ShardStatus.STARTING;

  /** With a time of its own, and nobody who sees the batches. */
  public Shard(
      ShardConfig config,
      ShardState state,
      Journal journal,
      EpochClock clock,
      EngineMetrics metrics,
      FenceListener fenceListener) {
    this(
        config,
        state,
        journal,
        BatchListener.NONE,
        new EngineTime(config.shardId(), clock, SystemNanoClock.INSTANCE, metrics),
        metrics,
        fenceListener);
  }

  /**
   * The state is loaded, and belongs to the shard from now on, like the journal.
   *
   * @param batchListener sees every batch
   * @param time perhaps that of a shard which was here before, and has ended
   */
  public Shard(
      ShardConfig config,
      ShardState state,
      Journal journal,
      BatchListener batchListener,
      EngineTime time,
      EngineMetrics metrics,
      FenceListener fenceListener) {
    this.config = config;
    this.metrics = metrics;
    this.fenceListener = fenceListener;
    ring = RingBuffer.createMultiProducer(Command::new, config.ringSize(), waitStrategy(config));
    ring.addGatingSequences(consumed);
    loop =
        new ShardLoop(
            state,
            time,
            ring,
            consumed,
            new GroupCommit(config, state, journal, metrics, batchListener, ring),
            batchListener,
            new Replies(config.shardId(), ring, metrics));
    thread = new Thread(this::run, "ringfence-shard-" + config.shardId());
  }

  /** Starts the thread; commands are taken when it returns. */
  public void start() {
    begin();
    thread.start();
  }

  /** Serves without the thread: whoever begins it makes its turns. */
  void begin() {
    if (status != ShardStatus.STARTING) {
      throw new IllegalStateException(
          "Shard " + config.shardId() + " was started before; it is " + status);
    }
    transition(ShardStatus.SERVING, "started");
  }

  /**
   * Does on the calling thread what there is to do right now.
   *
   * @return false if it had to be fenced, and has ended
   */
  boolean turn() {
    Fenced fenced;
    try {
      fenced = loop.turn();
    } catch (Throwable failure) {
      fenced = fault(failure);
    }
    if (fenced != null) {
      try {
        fence(fenced);
      } finally {
        loop.failStragglers();
      }
    }
    return fenced == null;
  }

  /**
   * Puts a command into the ring, or says at once why not. Never blocks; for any thread. What the
   * writer throws goes to the caller, as does an {@link IllegalArgumentException} for a command
   * that makes no sense; nothing was done then, and nobody is answered.
   */
  public Admission tryPublish(CommandWriter writer) {
    if (!isServing()) {
      return notAdmitted(Admission.NOT_SERVING);
    }
    long sequence;
    try {
      sequence = ring.tryNext();
    } catch (InsufficientCapacityException _) {
      return notAdmitted(isServing() ? Admission.FULL : Admission.NOT_SERVING);
    }
    Command slot = ring.get(sequence);
    boolean isWritten = false;
    try {
      writer.write(slot);
      CommandCheck.check(slot);
      requireOwn(slot);
      isWritten = true;
    } finally {
      if (!isWritten) {
        slot.clear();
      }
      ring.publish(sequence);
    }
    return Admission.ADMITTED;
  }

  public ShardStatus status() {
    return status;
  }

  public int shardId() {
    return config.shardId();
  }

  /** How many commands wait or are under way; for metrics. */
  public long queued() {
    return Math.max(0, ring.getCursor() - consumed.get());
  }

  /**
   * Takes no new commands, answers those it has, and ends the thread. What can't be answered in
   * time fails as NOT_SERVING or UNKNOWN. The journal is left open. Returns when the thread has
   * ended, or a little after the time is up.
   */
  public void stop(Duration timeout) throws InterruptedException {
    long latestNanos = System.nanoTime() + timeout.toNanos();
    askToStop(latestNanos);
    awaitEnd(latestNanos);
  }

  /** The first half of {@link #stop}, which does not wait. */
  void askToStop(long latestNanos) {
    if (status == ShardStatus.STARTING) {
      transition(ShardStatus.STOPPED, "never started");
    } else {
      loop.stop(latestNanos);
    }
  }

  /** The other half. */
  void awaitEnd(long latestNanos) throws InterruptedException {
    if (!Thread.currentThread().equals(thread)) {
      long leftNanos = Math.max(0, latestNanos - System.nanoTime());
      thread.join(TimeUnit.NANOSECONDS.toMillis(leftNanos) + GRACE_MILLIS);
    }
  }

  private void run() {
    Fenced fenced;
    try {
      fenced = loop.serve();
    } catch (Throwable failure) {
      fenced = fault(failure);
    }
    try {
      if (fenced == null) {
        end();
      } else {
        fence(fenced);
      }
    } finally {
      loop.failStragglers();
    }
  }

  private Fenced fault(Throwable failure) {
    String cause = failure.getClass().getName();
    try {
      cause = failure.toString();
      metrics.onFault(config.shardId(), failure);
    } catch (Throwable _) {
      // Whatever can't be said, the shard gives up.
    }
    return Fenced.retake(cause);
  }

  /** Whatever throws on the way, whoever still waits is answered. */
  private void end() {
    try {
      transition(ShardStatus.DRAINING, "asked to stop");
    } finally {
      try {
        loop.seal();
      } finally {
        transition(ShardStatus.STOPPED, "asked to stop");
      }
    }
  }

  /** Whatever throws on the way, nothing is taken any more, and the host is told. */
  private void fence(Fenced fenced) {
    status = ShardStatus.FENCED;
    try {
      metrics.onFenced(config.shardId(), fenced);
      metrics.onStatus(config.shardId(), ShardStatus.FENCED, fenced.cause());
    } finally {
      try {
        loop.seal();
      } finally {
        fenceListener.onFenced(config.shardId(), fenced);
      }
    }
  }

  private boolean isServing() {
    return status == ShardStatus.SERVING && !loop.isStopping();
  }

  private Admission notAdmitted(Admission admission) {
    metrics.onNotAdmitted(config.shardId(), admission);
    return admission;
  }

  private void requireOwn(Command command) {
    if (command.accountId() % config.shardCount() != config.shardId()) {
      throw new IllegalArgumentException(
          "Account " + command.accountId() + " does not belong to shard " + config.shardId());
    }
  }

  private void transition(ShardStatus next, String cause) {
    status = next;
    metrics.onStatus(config.shardId(), next, cause);
  }

  private static WaitStrategy waitStrategy(ShardConfig config) {
    long tickNanos = TimeUnit.MILLISECONDS.toNanos(config.tickMillis());
    return switch (config.waitMode()) {
      case BLOCKING -> new SleepingWaitStrategy(tickNanos);
      case YIELDING -> new SpinningWaitStrategy(tickNanos, true);
      case BUSY_SPIN -> new SpinningWaitStrategy(tickNanos, false);
    };
  }
}
