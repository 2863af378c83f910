package dev.ringfence.snapshotter.verify;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** How far the relays had come at a moment: what must be in Kafka from then on. */
final class Published {
  private static final String CURSORS =
      """
      SELECT shard_id, sequence, (SELECT coalesce(max(last_sequence), 0) FROM retired_shards)
        FROM relay_cursors""";

  private final Map<Integer, Long> cursors = new HashMap<>();
  private long lastRetired;

  private Published() {}

  static Published read(DataSource dataSource) throws SQLException {
    Published published = new Published();
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(CURSORS)) {
      while (result.next()) {
        published.cursors.put(result.getInt(1), result.getLong(2));
        published.lastRetired = result.getLong(3);
      }
    }
    return published;
  }

  /** A reshard waits until all is published, so what it ended is. */
  boolean holds(int shardId, long sequence) {
    return sequence <= lastRetired || sequence <= cursors.getOrDefault(shardId, 0L);
  }
}
