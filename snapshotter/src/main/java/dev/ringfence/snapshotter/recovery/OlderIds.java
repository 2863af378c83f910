package dev.ringfence.snapshotter.recovery;

import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.state.AcceptedIds;
import dev.ringfence.snapshotter.rows.RowStream;
import dev.ringfence.snapshotter.rows.Snapshot;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the request ids that were accepted before a shard's windows begin, a portion at a time. */
final class OlderIds {
  private static final Logger LOG = LoggerFactory.getLogger(OlderIds.class);
  private static final int ROWS_PER_QUERY = 50_000;

  private final DataSource dataSource;
  private final RecoveryConfig config;
  private final int rowsPerQuery;

  OlderIds(DataSource dataSource, RecoveryConfig config) {
    this(dataSource, config, ROWS_PER_QUERY);
  }

  OlderIds(DataSource dataSource, RecoveryConfig config, int rowsPerQuery) {
    this.dataSource = dataSource;
    this.config = config;
    this.rowsPerQuery = rowsPerQuery;
  }

  /**
   * Reads the next portion, and rests as long as that took.
   *
   * @return false if nothing is left
   */
  boolean readOn(ShardHistory history) throws SQLException, InterruptedException {
    LedgerRange portion = history.next(rowsPerQuery);
    if (portion == null) {
      return false;
    }
    long beforeNanos = System.nanoTime();
    long ids = history.known(portion, read(history, portion));
    if (ids >= 0) {
      LOG.info(
          "Shard {} knows {} older request ids; until now it looked up what it refused",
          history.shardId(),
          ids);
      return false;
    }
    TimeUnit.NANOSECONDS.sleep(System.nanoTime() - beforeNanos);
    return true;
  }

  private long read(ShardHistory history, LedgerRange range) throws SQLException {
    AcceptedIds ids = history.ids();
    Text requestId = new Text();
    try (Snapshot snapshot = Snapshot.begin(dataSource, config.timeoutMillis());
        RowStream rows =
            snapshot.stream(
                ("SELECT account_id, request_id FROM ledger"
                        + " WHERE shard_id = %d AND sequence BETWEEN %d AND %d"
                        + " AND account_id %% %d = %d AND request_id IS NOT NULL")
                    .formatted(
                        range.shardId(),
                        range.first(),
                        range.last(),
                        config.shardCount(),
                        history.shardId()))) {
      while (rows.next()) {
        long accountId = rows.int8();
        rows.text(requestId);
        ids.add(accountId, requestId);
      }
      return rows.rows();
    }
  }
}
