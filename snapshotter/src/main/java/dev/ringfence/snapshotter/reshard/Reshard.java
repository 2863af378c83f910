package dev.ringfence.snapshotter.reshard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/**
 * Changes the number of shards, in one transaction, when nothing runs. Whoever owned a shard before
 * is fenced by the epoch, should he wake up later. Why the sequences go on above all old ones is in
 * docs/adr/0005-resharding.md.
 */
public final class Reshard {
  /** Time limits are the socket's own business; nothing is to be interrupted from outside. */
  private static final Executor SAME_THREAD = Runnable::run;

  private static final int SOCKET_GRACE_MILLIS = 5_000;
  private static final int MOST_SHARDS = 1_024;

  private static final String LOCK =
      "LOCK TABLE shard_leases, shards, relay_cursors, outbox IN EXCLUSIVE MODE";
  private static final String LIVE_OWNERS =
      """
      SELECT shard_id, owner,
             extract(epoch FROM clock_timestamp() - heartbeat_at)::double precision
        FROM shard_leases
       WHERE owner IS NOT NULL
         AND heartbeat_at >= clock_timestamp() - ? * interval '1 millisecond'
       ORDER BY shard_id
      """;
  private static final String UNPUBLISHED =
      """
      SELECT coalesce(sum(s.sequence - coalesce(c.sequence, 0)), 0)::bigint, count(*)
        FROM shards s LEFT JOIN relay_cursors c USING (shard_id)
       WHERE s.sequence > coalesce(c.sequence, 0)
      """;
  private static final String RETIRE =
      """
      WITH started AS (SELECT coalesce(max(last_sequence), 0) + 1 AS first FROM retired_shards)
      INSERT INTO retired_shards (shard_id, first_sequence, last_sequence, shard_count)
      SELECT shard_id, first, sequence, shard_count FROM shards, started WHERE sequence >= first
      """;

  private final ReshardConfig config;

  public Reshard(ReshardConfig config) {
    this.config = config;
  }

  /**
   * Lays the database out for that many shards.
   *
   * @throws ReshardRefusedException if somebody owns a shard, or events wait to be published
   */
  public ReshardReport run(DataSource dataSource, int shardCount) throws SQLException {
    if (shardCount <= 0 || shardCount > MOST_SHARDS) {
      throw new ReshardRefusedException(
          "There can be 1 to " + MOST_SHARDS + " shards, not " + shardCount);
    }
    try (Connection connection = dataSource.getConnection()) {
      connection.setNetworkTimeout(SAME_THREAD, config.timeoutMillis() + SOCKET_GRACE_MILLIS);
      connection.setAutoCommit(false);
      try {
        ReshardReport report = change(connection, shardCount);
        connection.commit();
        return report;
      } catch (SQLException | RuntimeException failure) {
        rollBack(connection, failure);
        throw failure;
      }
    }
  }

  private ReshardReport change(Connection connection, int shardCount) throws SQLException {
    execute(connection, "SET LOCAL lock_timeout = " + config.lockTimeoutMillis());
    execute(connection, "SET LOCAL statement_timeout = " + config.timeoutMillis());
    execute(connection, LOCK);
    refuseIfOwned(connection);
    refuseIfUnpublished(connection);
    int before = refuseIfSame(connection, shardCount);
    LogEnd end = LogEnd.read(connection);
    execute(connection, RETIRE);
    execute(connection, "DELETE FROM outbox");
    layOut(connection, shardCount, end);
    return new ReshardReport(
        before,
        shardCount,
        end.sequence() + 1,
        move(connection, "accounts", shardCount),
        move(connection, "positions", shardCount),
        move(connection, "reservations", shardCount));
  }

  private void refuseIfOwned(Connection connection) throws SQLException {
    List<String> owners = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(LIVE_OWNERS)) {
      query.setInt(1, config.leaseMillis());
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          owners.add(
              String.format(
                  Locale.ROOT,
                  "shard %d by %s (seen %.1f s ago)",
                  result.getInt(1),
                  result.getString(2),
                  result.getDouble(3)));
        }
      }
    }
    if (!owners.isEmpty()) {
      throw new ReshardRefusedException(
          "Shards are owned: "
              + String.join(", ", owners)
              + ". Stop these processes, or wait for the end of their leases, and try again.");
    }
  }

  private static void refuseIfUnpublished(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(UNPUBLISHED);
        ResultSet result = query.executeQuery()) {
      result.next();
      long waiting = result.getLong(1);
      if (waiting > 0) {
        throw new ReshardRefusedException(
            String.format(
                Locale.ROOT,
                "%,d events of %d shards wait to be published, and would lose their order."
                    + " Let a process run with Kafka until outbox_lag in shard_overview is 0, or,"
                    + " where nobody wants them, run ringfence outbox --discard, and try again.",
                waiting,
                result.getInt(2)));
      }
    }
  }

  private static int refuseIfSame(Connection connection, int shardCount) throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement("SELECT count(*), min(shard_count) FROM shards");
        ResultSet result = query.executeQuery()) {
      result.next();
      int before = result.getInt(1);
      if (before == 0 || before != result.getInt(2)) {
        throw new ReshardRefusedException(
            "Table shards is empty or broken: it has "
                + before
                + " rows. Start a process on a new database, or run: ringfence verify");
      }
      if (before == shardCount) {
        throw new ReshardRefusedException(
            "The database is laid out for " + shardCount + " shards already");
      }
      return before;
    }
  }

  private static void layOut(Connection connection, int shardCount, LogEnd end)
      throws SQLException {
    execute(connection, "DELETE FROM relay_cursors");
    execute(connection, "DELETE FROM shard_leases");
    execute(connection, "DELETE FROM shards");
    update(
        connection,
        "SELECT count(add_shard(id::integer, ?::integer)) FROM generate_series(0, ? - 1) id",
        shardCount,
        shardCount);
    update(
        connection,
        "UPDATE shards SET epoch = ?, batch = ?, sequence = ?,"
            + " batch_at = 'epoch'::timestamptz + ? * interval '1 microsecond'",
        end.epoch() + 1,
        end.batch(),
        end.sequence(),
        end.timeMicros());
    update(connection, "UPDATE relay_cursors SET sequence = ?", end.sequence());
  }

  private static long move(Connection connection, String table, int shardCount)
      throws SQLException {
    return update(
        connection,
        "UPDATE " + table + " SET shard_id = account_id % ? WHERE shard_id <> account_id % ?",
        shardCount,
        shardCount);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long update(Connection connection, String sql, long... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int index = 0; index < parameters.length; index++) {
        statement.setLong(index + 1, parameters[index]);
      }
      statement.execute();
      return Math.max(0, statement.getLargeUpdateCount());
    }
  }

  private static void rollBack(Connection connection, Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException alsoFailed) {
      failure.addSuppressed(alsoFailed);
    }
  }
}
