package dev.ringfence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What a shard's row said when its owner raised the epoch for a new connection. Taking the row's
 * lock waits out whatever the old connection still had under way, and the new epoch refuses what it
 * might yet send; so the batch number is final.
 */
record ShardClaim(long epoch, long batch, long sequence) {
  private static final String SQL =
      """
      UPDATE shards SET epoch = epoch + 1 WHERE shard_id = ? AND owner = ?
      RETURNING epoch, batch, sequence
      """;

  /** Null if somebody else owns the shard. */
  static ShardClaim raise(Connection connection, ShardOwnership ownership) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SQL)) {
      statement.setInt(1, ownership.shardId());
      statement.setString(2, ownership.owner());
      try (ResultSet shard = statement.executeQuery()) {
        return shard.next()
            ? new ShardClaim(shard.getLong(1), shard.getLong(2), shard.getLong(3))
            : null;
      }
    }
  }
}
