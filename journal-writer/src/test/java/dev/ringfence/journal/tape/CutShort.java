package dev.ringfence.journal.tape;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.testing.JournalFault;

/** The process dies while a commit is under way, before or after it is durable. */
public final class CutShort implements JournalFault {
  private final boolean isDurable;

  public CutShort(boolean isDurable) {
    this.isDurable = isDurable;
  }

  /** Nothing that comes behind the commit is done. */
  public static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public CommitOutcome beforeCommit(EffectBatch batch) {
    if (!isDurable) {
      throw new Killed();
    }
    return null;
  }

  @Override
  public CommitOutcome afterCommit(EffectBatch batch) {
    throw new Killed();
  }
}
