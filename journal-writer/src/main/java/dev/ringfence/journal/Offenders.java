package dev.ringfence.journal;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome.Offender;
import java.sql.SQLException;
import java.util.List;

/** Finds the effects because of which a batch was rolled back. */
final class Offenders {
  Offenders(ShardLink link, ShardOwnership ownership) {}

  List<Offender> of(EffectBatch batch) throws SQLException {
    return List.of();
  }
}
