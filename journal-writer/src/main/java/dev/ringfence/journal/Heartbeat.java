package dev.ringfence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that says for all shards of the process that their owner lives. */
final class Heartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private static final String SQL =
      """
      UPDATE shard_leases SET heartbeat_at = clock_timestamp()
       WHERE owner = ANY (?)
      RETURNING owner
      """;

  private final DataSource dataSource;
  private final List<ShardOwnership> ownerships = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread;
  private boolean failing;

  Heartbeat(DataSource dataSource, LeaseConfig config) {
    this.dataSource = dataSource;
    thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("shard-heartbeat").factory());
    var _ =
        thread.scheduleWithFixedDelay(
            this::beat, config.heartbeatMillis(), config.heartbeatMillis(), TimeUnit.MILLISECONDS);
  }

  void add(ShardOwnership ownership) {
    ownerships.add(ownership);
  }

  void remove(ShardOwnership ownership) {
    ownerships.remove(ownership);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void beat() {
    List<ShardOwnership> beating = List.copyOf(ownerships);
    if (beating.isEmpty()) {
      return;
    }
    try {
      long sentNanos = System.nanoTime();
      Set<String> living = renew(beating);
      for (ShardOwnership ownership : beating) {
        if (living.contains(ownership.owner())) {
          ownership.lease().renewed(sentNanos);
        } else if (ownerships.remove(ownership)) {
          ownership.markLost();
          LOG.warn("Shard {} was taken over by another process", ownership.shardId());
        }
      }
      failing = false;
    } catch (SQLException | RuntimeException e) {
      if (!failing) {
        LOG.warn("Can't renew the leases of the shards; trying on: {}", e.getMessage());
      }
      failing = true;
    }
  }

  private Set<String> renew(List<ShardOwnership> beating) throws SQLException {
    Object[] owners = beating.stream().map(ShardOwnership::owner).toArray();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(SQL)) {
      statement.setArray(1, connection.createArrayOf("text", owners));
      Set<String> living = new HashSet<>();
      try (ResultSet renewed = statement.executeQuery()) {
        while (renewed.next()) {
          living.add(renewed.getString(1));
        }
      }
      return living;
    }
  }
}
