package dev.ringfence.engine.shard;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.state.ShardState;

/**
 * Decides batches again that were decided before, by the very code of a shard, at the times of then
 * and cut as they were. It has no thread and answers nobody: used by one thread at a time.
 */
public final class BatchReplay {
  private final RingBuffer<Command> ring;
  private final GroupCommit commit;
  private final BatchListener listener;
  private long first;
  private int size;

  /**
   * The configuration must allow what that of then allowed.
   *
   * @param journal told of the effects; in the place of the one of then
   */
  public BatchReplay(ShardConfig config, ShardState state, Journal journal) {
    this(config, state, journal, BatchListener.NONE);
  }

  /** With somebody who sees the batches, as a shard shows them. */
  public BatchReplay(
      ShardConfig config, ShardState state, Journal journal, BatchListener listener) {
    this.listener = listener;
    ring =
        RingBuffer.createSingleProducer(
            Command::new, config.ringSize(), new BlockingWaitStrategy());
    commit = new GroupCommit(config, state, journal, EngineMetrics.NONE, listener, ring);
  }

  /** The slot for the batch's next command, empty. */
  public Command next() {
    if (size == ring.getBufferSize()) {
      throw new IllegalStateException("A batch has at most " + size + " commands");
    }
    return ring.get(first + size++);
  }

  /** A command of the batch, in order. */
  public Command command(int index) {
    return ring.get(first + index);
  }

  /** Decides what was put into the slots; null, or why a shard would be fenced now. */
  public Fenced run(long timeMillis) {
    Fenced fenced = commit.run(first, first + size - 1, timeMillis, 0);
    if (fenced == null && commit.batch().commands() != size) {
      throw new IllegalStateException(
          "Only " + commit.batch().commands() + " of " + size + " commands fit into one batch");
    }
    if (fenced == null) {
      listener.onBatch(commit.batch());
    }
    return fenced;
  }

  /** What was decided. */
  public DecidedBatch decided() {
    return commit.batch();
  }

  /** Empties the slots for the next batch. */
  public void clear() {
    for (int index = 0; index < size; index++) {
      command(index).clear();
    }
    first += size;
    size = 0;
  }
}
