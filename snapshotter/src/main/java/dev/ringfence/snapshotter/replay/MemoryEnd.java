package dev.ringfence.snapshotter.replay;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.shard.LookUp;
import dev.ringfence.engine.shard.LookUp.Doubt;
import java.util.List;

/** Where effects go that nobody wants. */
final class MemoryEnd implements Journal {
  @Override
  public CommitOutcome commit(EffectBatch batch) {
    return CommitOutcome.COMMITTED;
  }

  @Override
  public LookUp lookUp(EffectBatch batch, List<Doubt> doubts) {
    return LookUp.NOTHING;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
