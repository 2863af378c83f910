package dev.ringfence.engine.testing;

import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome;

/** What goes wrong in an {@link InMemoryJournal}; may throw as well. */
public interface JournalFault {
  /** All goes well. */
  JournalFault NONE = new JournalFault() {};

  /** An outcome instead of the commit, of which nothing is kept; null to go on. */
  default CommitOutcome beforeCommit(EffectBatch batch) {
    return null;
  }

  /** An outcome other than the true one, though the batch is kept; null for the true one. */
  default CommitOutcome afterCommit(EffectBatch batch) {
    return null;
  }

  /** Whether the row can't be written. */
  default boolean refuses(Effect effect) {
    return false;
  }
}
