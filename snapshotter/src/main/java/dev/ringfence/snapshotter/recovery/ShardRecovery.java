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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Builds shards from PostgreSQL. All shards that are asked for are of one moment, so the image is
 * consistent even while another owner still writes. Each connection scans the tables for its share
 * of the shards and hands every row to its shard by the account's number.
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

  /** Recovers one shard. */
  public RecoveredShard recover(int shardId) throws SQLException {
    return recover(shardId, Progress.NONE);
  }

  /** The same, and tells how far it is to one more, who only wants to hear of this shard. */
  public RecoveredShard recover(int shardId, Progress ofShard) throws SQLException {
    return recoverAll(List.of(shardId), Progress.both(progress, ofShard)).getFirst();
  }

  /** Recovers every shard there is. */
  public List<RecoveredShard> recoverAll() throws SQLException {
    return recoverAll(IntStream.range(0, config.shardCount()).boxed().toList());
  }

  /**
   * Recovers the shards of this process, by shard id.
   *
   * @throws ShardLayoutException if the database has another number of shards
   */
  public List<RecoveredShard> recoverAll(List<Integer> shardIds) throws SQLException {
    return recoverAll(shardIds, progress);
  }

  private List<RecoveredShard> recoverAll(List<Integer> shardIds, Progress told)
      throws SQLException {
    try (Snapshot snapshot = Snapshot.begin(dataSource, config.timeoutMillis())) {
      ShardLayout layout = ShardLayout.read(snapshot);
      LayoutCheck.check(layout, config.shardCount());
      told.started(
          shardIds.size() == 1 ? "Recovering shard " + shardIds.getFirst() : "Recovering shards",
          expectedRows(snapshot) * shardIds.size() / config.shardCount());
      try {
        List<RecoveryScan> scans = share(layout, shardIds, told);
        run(snapshot, scans);
        return scans.stream()
            .flatMap(scan -> scan.recovered().stream())
            .sorted(Comparator.comparingInt(RecoveredShard::shardId))
            .toList();
      } finally {
        told.finished();
      }
    }
  }

  private List<RecoveryScan> share(ShardLayout layout, List<Integer> shardIds, Progress told) {
    int shares = Math.min(config.connections(), shardIds.size());
    List<List<LiveShard>> shards = new ArrayList<>();
    for (int share = 0; share < shares; share++) {
      shards.add(new ArrayList<>());
    }
    for (int index = 0; index < shardIds.size(); index++) {
      shards.get(index % shares).add(layout.live().get(shardIds.get(index)));
    }
    return shards.stream()
        .map(share -> new RecoveryScan(layout, share, config, hashSeed, this::history, told))
        .toList();
  }

  /** One for each shard, for as long as this lives: like the seed, which its filter depends on. */
  private ShardHistory history(int shardId) {
    return histories.computeIfAbsent(
        shardId,
        id ->
            new ShardHistory(id, AcceptedIds.of(config.windows(), config.filterBytes(), hashSeed)));
  }

  private void run(Snapshot first, List<RecoveryScan> scans) throws SQLException {
    if (scans.size() == 1) {
      scans.getFirst().run(first);
      return;
    }
    String moment = first.export();
    try (ExecutorService threads = Executors.newFixedThreadPool(scans.size())) {
      List<Future<?>> running = new ArrayList<>();
      for (RecoveryScan scan : scans) {
        running.add(
            threads.submit(
                () -> {
                  try (Snapshot joined =
                      Snapshot.join(dataSource, config.timeoutMillis(), moment)) {
                    scan.run(joined);
                  }
                  return null;
                }));
      }
      for (Future<?> scan : running) {
        await(scan);
      }
    }
  }

  private static void await(Future<?> scan) throws SQLException {
    try {
      scan.get();
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new SQLException("The recovery was interrupted", interruption);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof SQLException cause) {
        throw cause;
      }
      throw new IllegalStateException("The recovery failed", failure.getCause());
    }
  }

  private static long expectedRows(Snapshot snapshot) throws SQLException {
    try (PreparedStatement query = snapshot.prepare(ROWS_ESTIMATE);
        ResultSet result = query.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }
}
