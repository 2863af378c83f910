package dev.ringfence.snapshotter.recovery;

import dev.ringfence.engine.effect.Effect;
import dev.ringfence.snapshotter.rows.RowStream;
import dev.ringfence.snapshotter.rows.Snapshot;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Reads rows of a shard's ledger as {@link ShardRecovery} does, for who knows which he needs. */
public final class LedgerEnd {
  private static final int TIMEOUT_MILLIS = 600_000;

  private LedgerEnd() {}

  /** Gives every row from the first to the last sequence; the effect is used again for the next. */
  public static void read(
      DataSource dataSource, int shardId, long first, long last, Consumer<Effect> consumer)
      throws SQLException {
    Effect effect = new Effect();
    try (Snapshot snapshot = Snapshot.begin(dataSource, TIMEOUT_MILLIS);
        RowStream rows =
            snapshot.stream(
                "SELECT %s FROM ledger WHERE shard_id = %d AND sequence BETWEEN %d AND %d ORDER BY sequence"
                    .formatted(WindowRows.COLUMNS, shardId, first, last))) {
      while (rows.next()) {
        WindowRows.read(rows, effect);
        consumer.accept(effect);
      }
    }
  }
}
