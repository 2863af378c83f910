package dev.ringfence.snapshotter.reshard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The highest of everything that all shards have counted to: nothing that comes later may be below.
 *
 * @param epoch of any owner
 * @param batch of any shard
 * @param sequence of any shard
 * @param timeMicros of any batch, since 1970
 */
record LogEnd(long epoch, long batch, long sequence, long timeMicros) {
  private static final String QUERY =
      """
      SELECT max(epoch), max(batch), max(sequence),
             (extract(epoch FROM max(batch_at)) * 1000000)::bigint
        FROM shards
      """;

  static LogEnd read(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(QUERY);
        ResultSet result = query.executeQuery()) {
      result.next();
      return new LogEnd(result.getLong(1), result.getLong(2), result.getLong(3), result.getLong(4));
    }
  }
}
