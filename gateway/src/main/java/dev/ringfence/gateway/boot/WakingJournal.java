package dev.ringfence.gateway.boot;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.Journal;

/** Tells the relay of every commit, so that events need not wait for its next look. */
final class WakingJournal implements Journal {
  private final Journal journal;
  private final Runnable wake;

  WakingJournal(Journal journal, Runnable wake) {
    this.journal = journal;
    this.wake = wake;
  }

  @Override
  public CommitOutcome commit(EffectBatch batch) {
    CommitOutcome outcome = journal.commit(batch);
    if (outcome instanceof CommitOutcome.Committed) {
      wake.run();
    }
    return outcome;
  }

  @Override
  public boolean mayAnswer() {
    return journal.mayAnswer();
  }

  @Override
  public void close() {
    journal.close();
  }
}
