package dev.ringfence.engine.shard;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.LookUp.Doubt;
import java.util.List;
import java.util.function.Consumer;

/** Tells of every batch that is durable, before anybody is answered. */
public final class WatchedJournal implements Journal {
  private final Journal journal;
  private final Consumer<EffectBatch> onCommitted;

  public WatchedJournal(Journal journal, Consumer<EffectBatch> onCommitted) {
    this.journal = journal;
    this.onCommitted = onCommitted;
  }

  @Override
  public CommitOutcome commit(EffectBatch batch) {
    CommitOutcome outcome = journal.commit(batch);
    if (outcome instanceof CommitOutcome.Committed) {
      onCommitted.accept(batch);
    }
    return outcome;
  }

  @Override
  public LookUp lookUp(EffectBatch batch, List<Doubt> doubts) {
    return journal.lookUp(batch, doubts);
  }

  @Override
  public boolean mayAnswer() {
    return journal.mayAnswer();
  }

  @Override
  public boolean isLost() {
    return journal.isLost();
  }

  @Override
  public void close() {
    journal.close();
  }
}
