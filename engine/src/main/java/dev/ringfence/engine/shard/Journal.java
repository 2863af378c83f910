package dev.ringfence.engine.shard;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.LookUp.Doubt;
import java.util.List;

/**
 * Makes a shard's batches durable. One instance belongs to one shard and is called by its thread.
 */
public interface Journal extends AutoCloseable {
  /**
   * Writes the whole batch or nothing, and returns when it is known which. May block for as long as
   * it takes to find out, bounded by its own deadline.
   */
  CommitOutcome commit(EffectBatch batch);

  /**
   * Looks for commands that would be refused now, as they may be retries of what was accepted
   * before the windows begin, or name orders of then. May block, as {@link #commit} may.
   *
   * @param batch the batch at hand, none of which was sent yet; perhaps empty
   */
  LookUp lookUp(EffectBatch batch, List<Doubt> doubts);

  /**
   * Whether what is in memory may still be shown, which is no longer so once another process may
   * have written the shard. Asked before a batch without effects is answered, as a commit proves it
   * by itself. Cheap, and never blocks.
   */
  default boolean mayAnswer() {
    return true;
  }

  /**
   * Whether it is known that another process has the shard, so that it must be given up even if
   * nobody asks it for anything. Cheap, and never blocks.
   */
  default boolean isLost() {
    return false;
  }

  @Override
  void close();
}
