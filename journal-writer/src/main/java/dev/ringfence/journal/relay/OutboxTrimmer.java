package dev.ringfence.journal.relay;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Removes published rows from the outbox of one shard. Called by the relay, on its own connection
 * in autocommit, at a slow cadence and out of the way of the commit.
 */
@FunctionalInterface
public interface OutboxTrimmer {
  /** Keeps everything. */
  OutboxTrimmer NONE = (_, _, _) -> 0;

  /**
   * Removes some more, none of them after the cursor.
   *
   * @return how many rows went
   */
  int trim(Connection connection, int shardId, long cursor) throws SQLException;
}
