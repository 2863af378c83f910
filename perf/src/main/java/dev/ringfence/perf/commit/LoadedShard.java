package dev.ringfence.perf.commit;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.command.ReplyBuffer;
import dev.ringfence.engine.command.ReplySink;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.engine.shard.EngineMetrics;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.shard.Shard;
import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.engine.state.ShardState;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.SystemEpochClock;

/**
 * A shard with its journal, and the one thread that keeps its ring filled. Answers are counted on
 * the shard's thread.
 */
final class LoadedShard implements ReplySink, ReplyBuffer, EngineMetrics, AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final long ANSWER_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** So many batches wait that the shard always finds a whole one. */
  private static final int BATCHES_IN_FLIGHT = 4;

  private final int inFlight;
  private final Shard shard;
  private final CommandWriter writer;
  private final Thread sender = Thread.currentThread();
  private final Histogram latency = new Histogram(3);

  private long published;
  private volatile long answered;
  private long answers;
  private long refused;

  /** Written on the shard's thread before {@link #answered}, and read after it. */
  private long batches;

  private long effects;

  /** The state and the journal may have been another shard's before, which was stopped. */
  LoadedShard(
      int shardId, int shardCount, int batch, ShardState state, Journal journal, Orders orders) {
    inFlight = batch == 1 ? 1 : BATCHES_IN_FLIGHT * batch;
    writer =
        slot -> {
          orders.write(slot);
          slot.receivedNanos(System.nanoTime()).replySink(this);
        };
    shard =
        new Shard(
            config(shardId, shardCount, batch),
            state,
            journal,
            SystemEpochClock.INSTANCE,
            this,
            (id, cause) -> System.err.println("Shard " + id + " gave up: " + cause));
    shard.start();
  }

  /**
   * What came of some commands.
   *
   * @param batch how many there were in a batch, on average
   */
  record Run(long commands, long nanos, double batch) {
    double perSecond() {
      return commands * 1e9 / nanos;
    }
  }

  /** Sends for a while, and until all is answered. */
  Run runFor(long nanos) {
    return run(Long.MAX_VALUE, nanos);
  }

  /** Sends so many, and until all is answered. */
  Run runCommands(long count) {
    return run(count, Long.MAX_VALUE / 2);
  }

  /** From the ring until it is durable. */
  Histogram latency() {
    return latency;
  }

  private Run run(long count, long nanos) {
    long before = published;
    long batchesBefore = batches;
    long effectsBefore = effects;
    long startNanos = System.nanoTime();
    while (published - before < count && System.nanoTime() - startNanos < nanos) {
      awaitAnswered(published - inFlight + 1);
      if (shard.tryPublish(writer) != Admission.ADMITTED) {
        throw new IllegalStateException("The shard takes no more commands: " + shard.status());
      }
      published++;
    }
    awaitAnswered(published);
    long took = System.nanoTime() - startNanos;
    if (refused > 0) {
      throw new IllegalStateException(refused + " commands were not accepted");
    }
    return new Run(
        published - before,
        took,
        (double) (effects - effectsBefore) / Math.max(1, batches - batchesBefore));
  }

  private void awaitAnswered(long count) {
    long limitNanos = System.nanoTime() + ANSWER_LIMIT_NANOS;
    while (answered < count) {
      if (System.nanoTime() - limitNanos > 0) {
        throw new IllegalStateException("No answer from the shard: " + shard.status());
      }
      LockSupport.parkNanos(this, ANSWER_LIMIT_NANOS);
    }
  }

  @Override
  public void onAnswer(Command command, Answer answer) {
    answers++;
    refused += answer.accepted() ? 0 : 1;
    latency.recordValue(System.nanoTime() - command.receivedNanos());
  }

  @Override
  public void onFailure(Command command, Failure failure) {
    answers++;
    refused++;
  }

  @Override
  public ReplyBuffer buffer() {
    return this;
  }

  @Override
  public void flush() {
    answered = answers;
    LockSupport.unpark(sender);
  }

  @Override
  public void onBatch(int shardId, int commands, int effectsInBatch, long commitNanos) {
    batches++;
    effects += effectsInBatch;
  }

  @Override
  public void close() {
    try {
      shard.stop(STOP_LIMIT);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static ShardConfig config(int shardId, int shardCount, int batch) {
    ShardConfig usual = ShardConfig.of(shardId, shardCount);
    return usual.with(batch, usual.waitMode());
  }
}
