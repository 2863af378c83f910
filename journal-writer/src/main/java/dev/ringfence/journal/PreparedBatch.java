package dev.ringfence.journal;

import dev.ringfence.engine.effect.EffectBatch;
import java.sql.SQLException;

/** The rows of one batch, encoded ahead of their commit: to measure the one without the other. */
public final class PreparedBatch {
  /** Numbers that no database has given. */
  private static final RowTypes ANYWHERE = new RowTypes(0, 0, 0, 0, 0);

  private final BatchRows rows = new BatchRows();
  private long number;
  private long lastSequence;
  private long timeMillis;

  /** Encodes just as for a commit, for no database; returns how many ledger rows there are. */
  public int encode(EffectBatch batch) {
    encode(batch, ANYWHERE);
    return rows.entries().rows();
  }

  void encode(EffectBatch batch, RowTypes types) {
    rows.encode(batch, types);
    number = batch.number();
    lastSequence = batch.get(batch.size() - 1).sequence();
    timeMillis = batch.timeMillis();
  }

  boolean write(BatchStatement statement, ShardOwnership ownership) throws SQLException {
    return statement.execute(
        ownership.shardId(), ownership.epoch(), number, lastSequence, timeMillis, rows);
  }

  /** How many ledger rows it holds. */
  public int rows() {
    return rows.entries().rows();
  }
}
