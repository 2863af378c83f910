package dev.ringfence.journal.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Says of all events that wait that nobody wants them, as a relay says that they are published, and
 * empties the partitions that the shards have left: for those who have no Kafka. Shards may write
 * meanwhile; a relay may not be at work.
 */
public final class OutboxDiscard {
  /** A shard that has just found a fresh connection has another epoch than a moment ago. */
  private static final int ATTEMPTS = 10;

  private final DataSource dataSource;

  public OutboxDiscard(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * What was done.
   *
   * @param events how many will never be published
   * @param rows how many rows were removed; a shard keeps up to 262,144
   */
  public record Report(long events, long rows) {}

  /**
   * Goes once over all shards, if it may.
   *
   * @throws OutboxInUseException if a relay is at work; nothing was done then
   */
  public Report run() throws SQLException {
    List<Integer> shardIds = shardIds();
    for (int shardId : shardIds) {
      try (Outbox outbox = claim(shardId)) {
        outbox.progress();
      }
    }
    long events = 0;
    long rows = 0;
    for (int shardId : shardIds) {
      try (Outbox outbox = claim(shardId)) {
        events += discard(outbox, shardId);
        rows += empty(outbox);
      }
    }
    return new Report(events, rows);
  }

  private Outbox claim(int shardId) throws SQLException {
    Outbox outbox = new JdbcOutbox(dataSource, shardId, RelayConfig.DEFAULTS, new OutboxSlots());
    boolean claimed = false;
    try {
      claimed = outbox.claim();
    } finally {
      if (!claimed) {
        outbox.close();
      }
    }
    if (!claimed) {
      throw new OutboxInUseException(
          "A relay carries the events of shard %d to Kafka: somebody wants them. Stop whoever serves with Kafka first"
              .formatted(shardId));
    }
    return outbox;
  }

  private static long discard(Outbox outbox, int shardId) throws SQLException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      RelayProgress progress = outbox.progress();
      if (progress.lag() == 0
          || outbox.moveCursor(progress.cursor(), progress.head(), progress.epoch())) {
        return progress.lag();
      }
    }
    throw new OutboxInUseException(
        "The cursor of shard %d is moved by somebody else, or its owner changes all the time: try again"
            .formatted(shardId));
  }

  private static long empty(Outbox outbox) throws SQLException {
    long cursor = outbox.progress().cursor();
    long rows = 0;
    int removed = outbox.trim(cursor);
    while (removed > 0) {
      rows += removed;
      removed = outbox.trim(cursor);
    }
    return rows;
  }

  private List<Integer> shardIds() throws SQLException {
    List<Integer> ids = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query =
            connection.prepareStatement("SELECT shard_id FROM shards ORDER BY shard_id");
        ResultSet result = query.executeQuery()) {
      while (result.next()) {
        ids.add(result.getInt(1));
      }
    }
    return ids;
  }
}
