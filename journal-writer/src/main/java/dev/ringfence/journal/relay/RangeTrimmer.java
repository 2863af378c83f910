package dev.ringfence.journal.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Deletes ranges of the primary key. One instance belongs to one shard's relay. */
public final class RangeTrimmer implements OutboxTrimmer {
  private static final String LOWEST =
      "SELECT coalesce(min(sequence), 0) FROM outbox WHERE shard_id = ?";

  // A removal that a crash of the server takes back is simply repeated: it waits for no disk.
  private static final String DELETE =
      """
      DELETE FROM outbox USING set_config('synchronous_commit', 'off', true)
       WHERE shard_id = ? AND sequence > ? AND sequence <= ?""";

  private static final long UNKNOWN = -1;

  private Connection known;
  private long trimmed = UNKNOWN;

  @Override
  // Another connection means another object: pools hand out a new wrapper each time.
  @SuppressWarnings("ReferenceEquality")
  public int trim(Connection connection, int shardId, long cursor, int maxRows)
      throws SQLException {
    if (!connection.equals(known)) {
      trimmed = UNKNOWN;
      known = connection;
    }
    if (trimmed == UNKNOWN) {
      // Once per connection: the search walks over the dead entries of all that was removed. A
      // server that crashed meanwhile may have taken the last removals back.
      trimmed = Math.max(0, lowest(connection, shardId) - 1);
    }
    long upTo = Math.min(cursor, trimmed + maxRows);
    if (upTo <= trimmed) {
      return 0;
    }
    try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
      statement.setInt(1, shardId);
      statement.setLong(2, trimmed);
      statement.setLong(3, upTo);
      int rows = statement.executeUpdate();
      trimmed = upTo;
      return rows;
    }
  }

  private static long lowest(Connection connection, int shardId) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LOWEST)) {
      statement.setInt(1, shardId);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }
}
