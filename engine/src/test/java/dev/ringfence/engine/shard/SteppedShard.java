package dev.ringfence.engine.shard;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.state.ShardState;

/** A shard without a thread, for tests: it runs one batch whenever it is told to, and not else. */
public final class SteppedShard {
  private final RingBuffer<Command> ring;
  private final Sequence consumed = new Sequence();
  private final GroupCommit commit;
  private final Replies replies;
  private long next;

  public SteppedShard(ShardConfig config, ShardState state, Journal journal) {
    ring =
        RingBuffer.createSingleProducer(
            Command::new, config.ringSize(), new SpinningWaitStrategy(1, true));
    ring.addGatingSequences(consumed);
    commit = new GroupCommit(config, state, journal, EngineMetrics.NONE, BatchListener.NONE, ring);
    replies = new Replies(config.shardId(), ring, EngineMetrics.NONE);
  }

  /** Puts a command into the ring; there must be room. */
  public void publish(CommandWriter writer) {
    long sequence = ring.next();
    writer.write(ring.get(sequence));
    CommandCheck.check(ring.get(sequence));
    ring.publish(sequence);
  }

  /**
   * Runs one batch over what is in the ring, and replies.
   *
   * @return null, or why the shard would be fenced; then nobody is answered
   */
  public String step(long timeMillis) {
    Fenced fenced = commit.run(next, ring.getCursor(), timeMillis, System.nanoTime());
    if (fenced == null) {
      replies.answer(commit.batch());
      next = commit.batch().last() + 1;
      consumed.set(next - 1);
    }
    return fenced == null ? null : fenced.cause();
  }

  /** Where in the batch at hand the command is that had the effect, or -1 if none had it. */
  public int commandOf(int effectIndex) {
    return commit.batch().commandOf(effectIndex);
  }

  /** Where in the batch at hand the command is. */
  public int indexOf(Command command) {
    RingBatch batch = commit.batch();
    for (long sequence = batch.first(); sequence <= batch.last(); sequence++) {
      if (ring.get(sequence) == command) {
        return (int) (sequence - batch.first());
      }
    }
    throw new IllegalArgumentException("The command is not of this batch");
  }

  public boolean isEmpty() {
    return next > ring.getCursor();
  }
}
