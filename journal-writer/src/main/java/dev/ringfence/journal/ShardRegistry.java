package dev.ringfence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Which shards there are, and who owns them. Taking a shard over raises its epoch, which every
 * batch must prove; so the owner before can't write from that moment on, whatever it believes.
 * Leases only keep living processes from taking shards away from each other.
 */
public final class ShardRegistry implements AutoCloseable {
  /** Any number, as long as all releases use the same. */
  private static final long REGISTRATION_LOCK = 7_246_433_111L;

  private static final int RANDOM_CHARACTERS = 8;

  private final DataSource dataSource;
  private final LeaseConfig config;
  private final Heartbeat heartbeat;

  public ShardRegistry(DataSource dataSource, LeaseConfig config) {
    this.dataSource = dataSource;
    this.config = config;
    heartbeat = new Heartbeat(dataSource, config);
  }

  /**
   * Makes the rows of all shards on the first start, and checks them later.
   *
   * @throws RefusedStartException if the database was made for another number of shards
   */
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

  /** Takes the shard if it is free: given up, silent for longer than a lease, or ours by name. */
  public Optional<ShardOwnership> tryAcquire(int shardId, String ownerName) throws SQLException {
    if (ownerName.isBlank() || ownerName.indexOf('/') >= 0) {
      throw new IllegalArgumentException("An owner's name is not blank and has no slash");
    }
    String owner = ownerName + "/" + UUID.randomUUID().toString().substring(0, RANDOM_CHARACTERS);
    Lease lease = new Lease(config, System::nanoTime, System.nanoTime());
    Optional<ShardOwnership> ownership =
        Transaction.run(
            dataSource,
            connection ->
                isFree(connection, shardId, ownerName)
                    ? Optional.of(take(connection, shardId, owner, lease))
                    : Optional.empty());
    ownership.ifPresent(heartbeat::add);
    return ownership;
  }

  /**
   * Waits until the shard is free, and takes it. The name must belong to one process at a time: a
   * process that starts again under its name need not wait for its own lease to end.
   */
  public ShardOwnership acquire(int shardId, String ownerName)
      throws SQLException, InterruptedException {
    while (true) {
      Optional<ShardOwnership> ownership = tryAcquire(shardId, ownerName);
      if (ownership.isPresent()) {
        return ownership.get();
      }
      Thread.sleep(config.pollMillis());
    }
  }

  /** Stops the heartbeats. Shards that were not given up stay taken until their leases end. */
  @Override
  public void close() {
    heartbeat.close();
  }

  void release(ShardOwnership ownership) throws SQLException {
    ownership.lease().end();
    heartbeat.remove(ownership);
    Transaction.run(
        dataSource,
        connection -> {
          update(
              connection,
              "UPDATE shards SET epoch = epoch + 1, owner = NULL WHERE shard_id = ? AND owner = ?",
              ownership);
          update(
              connection,
              "UPDATE shard_leases SET owner = NULL, heartbeat_at = NULL"
                  + " WHERE shard_id = ? AND owner = ?",
              ownership);
          return null;
        });
  }

  private static void update(Connection connection, String sql, ShardOwnership ownership)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, ownership.shardId());
      statement.setString(2, ownership.owner());
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

  private boolean isFree(Connection connection, int shardId, String ownerName) throws SQLException {
    String sql =
        """
        SELECT owner IS NULL
               OR split_part(owner, '/', 1) = ?
               OR heartbeat_at < clock_timestamp() - ? * interval '1 millisecond'
          FROM shard_leases
         WHERE shard_id = ?
           FOR UPDATE
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, ownerName);
      statement.setInt(2, config.leaseMillis());
      statement.setInt(3, shardId);
      try (ResultSet lease = statement.executeQuery()) {
        if (!lease.next()) {
          throw new RefusedStartException("There is no shard " + shardId + ": register them first");
        }
        return lease.getBoolean(1);
      }
    }
  }

  private ShardOwnership take(Connection connection, int shardId, String owner, Lease lease)
      throws SQLException {
    String sql =
        """
        WITH taken AS (
          UPDATE shards SET epoch = epoch + 1, owner = ? WHERE shard_id = ?
          RETURNING shard_id, epoch, batch, sequence, batch_at
        ), leased AS (
          UPDATE shard_leases l SET owner = ?, heartbeat_at = clock_timestamp()
            FROM taken t WHERE l.shard_id = t.shard_id
        )
        SELECT epoch, batch, sequence, floor(extract(epoch FROM batch_at) * 1000)::bigint
          FROM taken
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, owner);
      statement.setInt(2, shardId);
      statement.setString(3, owner);
      try (ResultSet shard = statement.executeQuery()) {
        shard.next();
        ShardPosition position =
            new ShardPosition(shard.getLong(2), shard.getLong(3), shard.getLong(4));
        return new ShardOwnership(this, shardId, owner, shard.getLong(1), position, lease);
      }
    }
  }
}
