package dev.ringfence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** The shards' rows and leases in PostgreSQL. */
final class JdbcShardTable implements ShardTable {
  /** Any number, as long as all releases use the same. */
  private static final long REGISTRATION_LOCK = 7_246_433_111L;

  // Who waits for a locked lease gives up after a second: each beat that waits takes a session
  // of the server. The setting ends with the statement.
  private static final String RENEW =
      """
      UPDATE shard_leases SET heartbeat_at = clock_timestamp()
        FROM set_config('lock_timeout', '1000', true)
       WHERE owner = ANY (?)
      RETURNING owner
      """;

  private static final String IS_FREE =
      """
      SELECT owner IS NULL
             OR split_part(owner, '/', 1) = ?
             OR heartbeat_at < clock_timestamp() - ? * interval '1 millisecond'
        FROM shard_leases
       WHERE shard_id = ?
      """;

  // Nobody, on a standby: it may lack the last batches for a moment, and nothing is wrong.
  private static final String HOLDER =
      """
      SELECT split_part(owner, '/', 1),
             (extract(epoch FROM clock_timestamp() - heartbeat_at) * 1000)::bigint,
             (SELECT batch FROM shards WHERE newest)
        FROM shard_leases
       WHERE shard_id = ? AND owner IS NOT NULL AND NOT pg_is_in_recovery()
      """
          .replace("newest", NewestFirst.by("shards.shard_id", "shard_leases.shard_id"));

  private final DataSource dataSource;
  private final int leaseMillis;

  JdbcShardTable(DataSource dataSource, int leaseMillis) {
    this.dataSource = dataSource;
    this.leaseMillis = leaseMillis;
  }

  @Override
  public void register(int shardCount) throws SQLException {
    Transaction.run(
        dataSource,
        connection -> {
          lockRegistration(connection);
          int registered = countShards(connection);
          if (registered == 0) {
            insertShards(connection, shardCount);
          } else if (registered != shardCount) {
            throw new RefusedStartException(
                "This database has "
                    + registered
                    + " shards, but the configuration says "
                    + shardCount
                    + ". Set it back to "
                    + registered
                    + ", or stop all processes and run: ringfence reshard --shards "
                    + shardCount);
          }
          return null;
        });
  }

  @Override
  public Optional<Long> tryTake(int shardId, String ownerName, String owner) throws SQLException {
    if (!looksFree(shardId, ownerName)) {
      return Optional.empty();
    }
    return Transaction.run(
        dataSource,
        connection ->
            isFree(connection, IS_FREE + " FOR UPDATE", shardId, ownerName)
                ? Optional.of(take(connection, shardId, owner))
                : Optional.empty());
  }

  /** Without a lock: the owner's heartbeat would wait for whoever stops while he only looks. */
  private boolean looksFree(int shardId, String ownerName) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return isFree(connection, IS_FREE, shardId, ownerName);
    }
  }

  @Override
  public Optional<ShardHolder> holder(int shardId) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(HOLDER)) {
      statement.setInt(1, shardId);
      try (ResultSet holder = statement.executeQuery()) {
        return holder.next()
            ? Optional.of(
                new ShardHolder(holder.getString(1), holder.getLong(2), holder.getLong(3)))
            : Optional.empty();
      }
    }
  }

  @Override
  public Set<String> renew(Collection<String> owners) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(RENEW)) {
      statement.setArray(1, connection.createArrayOf("text", owners.toArray()));
      Set<String> living = new HashSet<>();
      try (ResultSet renewed = statement.executeQuery()) {
        while (renewed.next()) {
          living.add(renewed.getString(1));
        }
      }
      return living;
    }
  }

  /** First the lease and then the shard, as who takes it: else each could wait for the other. */
  @Override
  public void release(int shardId, String owner) throws SQLException {
    Transaction.run(
        dataSource,
        connection -> {
          update(
              connection,
              "UPDATE shard_leases SET owner = NULL, heartbeat_at = NULL"
                  + " WHERE shard_id = ? AND owner = ?",
              shardId,
              owner);
          update(
              connection,
              "UPDATE shards SET epoch = epoch + 1, owner = NULL WHERE shard_id = ? AND owner = ?",
              shardId,
              owner);
          return null;
        });
  }

  private static void update(Connection connection, String sql, int shardId, String owner)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, shardId);
      statement.setString(2, owner);
      statement.executeUpdate();
    }
  }

  private static void lockRegistration(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
      statement.setLong(1, REGISTRATION_LOCK);
      statement.execute();
    }
  }

  private static int countShards(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT count(*) FROM shards");
        ResultSet count = statement.executeQuery()) {
      count.next();
      return count.getInt(1);
    }
  }

  private static void insertShards(Connection connection, int shardCount) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT add_shard(id, ?) FROM generate_series(0, ? - 1) id")) {
      statement.setInt(1, shardCount);
      statement.setInt(2, shardCount);
      statement.execute();
    }
  }

  private boolean isFree(Connection connection, String sql, int shardId, String ownerName)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, ownerName);
      statement.setInt(2, leaseMillis);
      statement.setInt(3, shardId);
      try (ResultSet lease = statement.executeQuery()) {
        if (!lease.next()) {
          throw new RefusedStartException("There is no shard " + shardId + ": register them first");
        }
        return lease.getBoolean(1);
      }
    }
  }

  private static long take(Connection connection, int shardId, String owner) throws SQLException {
    String sql =
        """
        WITH taken AS (
          UPDATE shards SET epoch = epoch + 1, owner = ? WHERE shard_id = ?
          RETURNING shard_id, epoch
        ), leased AS (
          UPDATE shard_leases l SET owner = ?, heartbeat_at = clock_timestamp()
            FROM taken t WHERE l.shard_id = t.shard_id
        )
        SELECT epoch FROM taken
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, owner);
      statement.setInt(2, shardId);
      statement.setString(3, owner);
      try (ResultSet shard = statement.executeQuery()) {
        shard.next();
        return shard.getLong(1);
      }
    }
  }
}
