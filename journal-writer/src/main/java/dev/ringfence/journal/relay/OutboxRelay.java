package dev.ringfence.journal.relay;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/**
 * Carries one shard's committed events from the outbox to topic {@code trading.account.events}: at
 * least once, and in order per account.
 *
 * <p>It reads in shard order, sends asynchronously, flushes once, and moves one cursor when all of
 * the batch is acknowledged. The cursor moves only under the epoch of the shard's owner, so a relay
 * that lost its shard moves nothing. Kafka or PostgreSQL may go away for as long as they like: it
 * waits with a growing back-off and goes on by itself.
 *
 * <p>The connections of the data source must have socket time-outs, as everything here must end.
 */
public final class OutboxRelay implements AutoCloseable {
  /** What the epoch supplier of a relay returns that serves whoever owns the shard. */
  public static final long ANY_EPOCH = -1;

  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);
  private static final Duration ABORT_DEADLINE = Duration.ofSeconds(5);

  private final long turnNanos;
  private final Publisher publisher;
  private final RelayDuty duty;
  private final Thread thread;
  private final AtomicBoolean signalled = new AtomicBoolean();
  private volatile boolean stopping;

  /**
   * Empties the outbox with {@link OutboxSlots}.
   *
   * @param epoch the epoch under which this process owns the shard, or {@link #ANY_EPOCH}
   * @param clock tells how old events are; nothing else depends on it
   */
  public OutboxRelay(
      int shardId,
      LongSupplier epoch,
      DataSource dataSource,
      ProducerFactory producers,
      RelayConfig config,
      RelayMetrics metrics,
      InstantSource clock) {
    this(shardId, epoch, dataSource, producers, config, new OutboxSlots(), metrics, clock);
  }

  /**
   * The same, beside the shard: while it is caught up it takes the events that the shard hands over
   * instead of reading them back.
   */
  public OutboxRelay(
      int shardId,
      LongSupplier epoch,
      DataSource dataSource,
      HandedEvents handed,
      ProducerFactory producers,
      RelayConfig config,
      RelayMetrics metrics,
      InstantSource clock) {
    this(
        shardId,
        epoch,
        new HandedOutbox(
            new JdbcOutbox(dataSource, shardId, config, new OutboxSlots()),
            handed,
            config.batchRows()),
        new Publisher(shardId, producers, metrics, clock),
        config,
        metrics,
        clock);
  }

  /** The same, with a trimmer of the caller's choice, which serves this relay alone. */
  public OutboxRelay(
      int shardId,
      LongSupplier epoch,
      DataSource dataSource,
      ProducerFactory producers,
      RelayConfig config,
      OutboxTrimmer trimmer,
      RelayMetrics metrics,
      InstantSource clock) {
    this(
        shardId,
        epoch,
        new JdbcOutbox(dataSource, shardId, config, trimmer),
        new Publisher(shardId, producers, metrics, clock),
        config,
        metrics,
        clock);
  }

  OutboxRelay(
      int shardId,
      LongSupplier epoch,
      Outbox outbox,
      Publisher publisher,
      RelayConfig config,
      RelayMetrics metrics,
      InstantSource clock) {
    turnNanos = TimeUnit.MILLISECONDS.toNanos(config.turnMillis());
    this.publisher = publisher;
    this.duty =
        new RelayDuty(
            shardId,
            epoch,
            outbox,
            publisher,
            config,
            metrics,
            clock,
            System::nanoTime,
            RandomGenerator.getDefault());
    this.thread = Thread.ofPlatform().name("relay-" + shardId).daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Something was committed. Never blocks: for the shard's thread. */
  public void wake() {
    if (!signalled.get() && duty.wantsWake() && signalled.compareAndSet(false, true)) {
      LockSupport.unpark(thread);
    }
  }

  public RelayState state() {
    return duty.state();
  }

  /** Whether its thread has ended though nobody stopped it: only a restart brings it back. */
  public boolean hasDied() {
    return thread.getState() == Thread.State.TERMINATED && !stopping;
  }

  /**
   * Finishes the batch at hand, if that ends in time, and takes no other.
   *
   * @return false if the batch was broken off; its events go again under the next relay
   */
  public boolean stop(Duration deadline) throws InterruptedException {
    stopping = true;
    LockSupport.unpark(thread);
    if (thread.getState() == Thread.State.NEW) {
      duty.close();
      return true;
    }
    if (thread.join(deadline)) {
      return true;
    }
    publisher.discard();
    thread.interrupt();
    thread.join(ABORT_DEADLINE);
    return false;
  }

  @Override
  public void close() {
    try {
      stop(CLOSE_DEADLINE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!stopping) {
        long nextTurnNanos = System.nanoTime() + turnNanos;
        // Before the look, so that a commit during it is not slept through.
        signalled.set(false);
        pause(duty.turn());
        gatherUntil(nextTurnNanos);
      }
    } finally {
      duty.close();
    }
  }

  /** A full batch takes longer than this by itself. */
  private void gatherUntil(long nextTurnNanos) {
    long leftNanos = nextTurnNanos - System.nanoTime();
    while (leftNanos > 0 && !stopping) {
      LockSupport.parkNanos(this, leftNanos);
      leftNanos = nextTurnNanos - System.nanoTime();
    }
  }

  private void pause(long nanos) {
    long untilNanos = System.nanoTime() + nanos;
    long leftNanos = nanos;
    while (leftNanos > 0 && !stopping && !signalled.get()) {
      LockSupport.parkNanos(this, leftNanos);
      // A pending interrupt would turn the pause into a spin; to end the thread there is stop.
      Thread.interrupted();
      leftNanos = untilNanos - System.nanoTime();
    }
  }
}
