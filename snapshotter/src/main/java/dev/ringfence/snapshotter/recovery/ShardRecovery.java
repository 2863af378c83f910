package dev.ringfence.snapshotter.recovery;

import dev.ringfence.engine.state.AcceptedIds;
import dev.ringfence.snapshotter.layout.LiveShard;
import dev.ringfence.snapshotter.layout.ShardLayout;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.rows.Snapshot;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * Builds shards from PostgreSQL, each by itself, for whoever takes them. A shard is of one moment,
 * so the image is consistent even while another owner still writes. For any thread.
 */
public final class ShardRecovery {
  private static final String ROWS_ESTIMATE =
      "SELECT coalesce(sum(greatest(reltuples, 0)), 0)::bigint FROM pg_class"
          + " WHERE oid IN ('accounts'::regclass, 'positions'::regclass, 'reservations'::regclass)";

  private final DataSource dataSource;
  private final RecoveryConfig config;
  private final Progress progress;

  /** Of all shards that are recovered here; not in the configuration, as it is to be a secret. */
  private final long hashSeed;

  /** By shard id. */
  private final Map<Integer, ShardHistory> histories = new ConcurrentHashMap<>();

  public ShardRecovery(DataSource dataSource, RecoveryConfig config, Progress progress) {
    this(dataSource, config, progress, new SecureRandom().nextLong());
  }

  ShardRecovery(DataSource dataSource, RecoveryConfig config, Progress progress, long hashSeed) {
    this.dataSource = dataSource;
    this.config = config;
    this.progress = progress;
    this.hashSeed = hashSeed;
  }

  /**
   * Recovers one shard.
   *
   * @throws ShardLayoutException if the database has another number of shards
   */
  public RecoveredShard recover(int shardId) throws SQLException {
    return recover(shardId, Progress.NONE);
  }

  /** The same, and tells how far it is to one more, who only wants to hear of this shard. */
  public RecoveredShard recover(int shardId, Progress ofShard) throws SQLException {
    Progress told = Progress.both(progress, ofShard);
    try (Snapshot snapshot = Snapshot.begin(dataSource, config.timeoutMillis())) {
      ShardLayout layout = ShardLayout.read(snapshot);
      LayoutCheck.check(layout, config.shardCount());
      told.started("Recovering shard " + shardId, expectedRows(snapshot) / config.shardCount());
      try {
        LiveShard shard = layout.live().get(shardId);
        return new RecoveryScan(layout, shard, config, hashSeed, history(shardId), told)
            .run(snapshot);
      } finally {
        told.finished();
      }
    }
  }

  /** One for each shard, for as long as this lives: like the seed, which its filter depends on. */
  private ShardHistory history(int shardId) {
    return histories.computeIfAbsent(
        shardId,
        id ->
            new ShardHistory(id, AcceptedIds.of(config.windows(), config.filterBytes(), hashSeed)));
  }

  private static long expectedRows(Snapshot snapshot) throws SQLException {
    try (PreparedStatement query = snapshot.prepare(ROWS_ESTIMATE);
        ResultSet result = query.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }
}
