package dev.ringfence.perf.simulation;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.shard.LookUp;
import dev.ringfence.engine.shard.LookUp.Doubt;
import java.util.List;

/** A journal with one of the planted defects. */
final class MutatedJournal implements Journal {
  private final Mutation mutation;
  private final Journal journal;

  /** A batch that was acknowledged, and is not written yet. */
  private EffectBatch owed;

  private MutatedJournal(Mutation mutation, Journal journal) {
    this.mutation = mutation;
    this.journal = journal;
  }

  static Journal of(Mutation mutation, Journal journal) {
    return switch (mutation) {
      case REPLY_BEFORE_COMMIT, NO_LEASE_CHECK, NO_LOOK_UP -> new MutatedJournal(mutation, journal);
      default -> journal;
    };
  }

  @Override
  public CommitOutcome commit(EffectBatch batch) {
    if (mutation != Mutation.REPLY_BEFORE_COMMIT) {
      return journal.commit(batch);
    }
    if (owed != null && !(journal.commit(owed) instanceof CommitOutcome.Committed)) {
      return CommitOutcome.Fenced.retake("what was acknowledged can't be written");
    }
    owed = copy(batch);
    return CommitOutcome.COMMITTED;
  }

  @Override
  public LookUp lookUp(EffectBatch batch, List<Doubt> doubts) {
    return mutation == Mutation.NO_LOOK_UP ? LookUp.NOTHING : journal.lookUp(batch, doubts);
  }

  @Override
  public boolean mayAnswer() {
    return mutation == Mutation.NO_LEASE_CHECK || journal.mayAnswer();
  }

  @Override
  public boolean isLost() {
    return journal.isLost();
  }

  @Override
  public void close() {
    journal.close();
  }

  private static EffectBatch copy(EffectBatch batch) {
    EffectBatch copy = new EffectBatch(batch.shardId(), batch.size() + 1);
    copy.begin(batch.number(), batch.timeMillis());
    for (int index = 0; index < batch.size(); index++) {
      copy.next().set(batch.get(index));
      copy.add();
    }
    return copy;
  }
}
