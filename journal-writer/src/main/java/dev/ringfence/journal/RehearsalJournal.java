package dev.ringfence.journal;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.shard.LookUp;
import dev.ringfence.engine.shard.LookUp.Doubt;
import java.sql.SQLException;
import java.util.List;

/**
 * Goes every step that a real journal goes with a batch, but for a shard that does not exist: the
 * fence of the statement finds no row, so nothing is written. It is there to make the code warm,
 * and says "committed" to a shard that serves nobody.
 */
public final class RehearsalJournal implements Journal {
  /** No shard has a number below zero: the table refuses it. */
  private static final int NO_SHARD = -1;

  private static final long NO_EPOCH = 0;

  private final ShardLink link;
  private final BatchRows rows = new BatchRows();

  private RehearsalJournal(ShardLink link) {
    this.link = link;
  }

  /** Connects. */
  public static RehearsalJournal open(Database database) throws SQLException {
    return new RehearsalJournal(ShardLink.open(database));
  }

  @Override
  public CommitOutcome commit(EffectBatch batch) {
    rows.encode(batch, link.types());
    long lastSequence = batch.get(batch.size() - 1).sequence();
    try {
      boolean written =
          link.batchStatement()
              .execute(NO_SHARD, NO_EPOCH, batch.number(), lastSequence, batch.timeMillis(), rows);
      if (written) {
        throw new IllegalStateException("A rehearsal was written to PostgreSQL");
      }
      return CommitOutcome.COMMITTED;
    } catch (SQLException failure) {
      return Fenced.halt("the rehearsal lost PostgreSQL: SQLSTATE " + SqlState.codeOf(failure));
    }
  }

  @Override
  public LookUp lookUp(EffectBatch batch, List<Doubt> doubts) {
    return LookUp.NOTHING;
  }

  @Override
  public void close() {
    link.close();
  }
}
