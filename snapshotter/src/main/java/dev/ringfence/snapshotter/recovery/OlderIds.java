package dev.ringfence.snapshotter.recovery;

import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.state.AcceptedIds;
import dev.ringfence.snapshotter.rows.RowStream;
import dev.ringfence.snapshotter.rows.Snapshot;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a shard that serves already of the request ids that were accepted before its windows begin.
 * Until it has come to the end, the shard looks every command up that it is about to refuse. It
 * takes its time: it rests as long as it works.
 */
public final class OlderIds {
  private static final Logger LOG = LoggerFactory.getLogger(OlderIds.class);
  private static final int ROWS_PER_QUERY = 50_000;

  private final DataSource dataSource;
  private final RecoveryConfig config;
  private final int rowsPerQuery;

  public OlderIds(DataSource dataSource, RecoveryConfig config) {
    this(dataSource, config, ROWS_PER_QUERY);
  }

  OlderIds(DataSource dataSource, RecoveryConfig config, int rowsPerQuery) {
    this.dataSource = dataSource;
    this.config = config;
    this.rowsPerQuery = rowsPerQuery;
  }

  /** Reads all of it, unless it is not wanted any more. May be called again after a failure. */
  public void read(RecoveredShard shard, BooleanSupplier wanted)
      throws SQLException, InterruptedException {
    if (shard.unread().isEmpty()) {
      return;
    }
    long startNanos = System.nanoTime();
    long ids = 0;
    for (LedgerRange range : shard.unread()) {
      for (long first = range.first(); first <= range.last(); first += rowsPerQuery) {
        if (!wanted.getAsBoolean()) {
          return;
        }
        long beforeNanos = System.nanoTime();
        long last = Math.min(range.last(), first + rowsPerQuery - 1);
        ids += read(shard, new LedgerRange(range.shardId(), first, last));
        TimeUnit.NANOSECONDS.sleep(System.nanoTime() - beforeNanos);
      }
    }
    shard.state().acceptedIds().complete();
    LOG.info(
        "Shard {} knows {} older request ids, after {} s; until now it looked up what it refused",
        shard.shardId(),
        ids,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos));
  }

  private long read(RecoveredShard shard, LedgerRange range) throws SQLException {
    AcceptedIds ids = shard.state().acceptedIds();
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
                        shard.shardId()))) {
      while (rows.next()) {
        long accountId = rows.int8();
        rows.text(requestId);
        ids.add(accountId, requestId);
      }
      return rows.rows();
    }
  }
}
