package dev.ringfence.journal.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Empties the partitions of a shard's outbox, each at once when all of its events are published:
 * nothing is deleted row by row, and nothing is left for vacuum. The partition that the cursor
 * stands in stays, so that up to 262,144 published events are kept. One instance belongs to one
 * shard's relay.
 *
 * <p>Whoever reads a partition keeps it from being emptied, and whoever comes after the attempt
 * waits behind it. A dump reads all partitions, for long: so after one attempt in vain none is made
 * for a while.
 */
public final class OutboxSlots implements OutboxTrimmer {
  private static final int SLOTS = 4;
  private static final int SLOT_SHIFT = 18;
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final long NEVER = -1;
  private static final long GIVE_WAY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier nanoClock;

  /** Where the cursor stood, in whole partitions, when there was nothing left to empty. */
  private long settledAt = NEVER;

  private boolean givesWay;
  private long gaveWayNanos;

  public OutboxSlots() {
    this(System::nanoTime);
  }

  /** The same, by a clock of the caller's. */
  public OutboxSlots(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public int trim(Connection connection, int shardId, long cursor) throws SQLException {
    long place = cursor >> SLOT_SHIFT;
    if (place == settledAt) {
      // What is not published by now is after the cursor until it leaves this partition.
      return 0;
    }
    if (givesWay && nanoClock.getAsLong() - gaveWayNanos < GIVE_WAY_NANOS) {
      return 0;
    }
    givesWay = false;
    int standing = (int) place & (SLOTS - 1);
    boolean settled = true;
    for (int slot = 0; slot < SLOTS; slot++) {
      if (slot != standing) {
        int rows = publishedRows(connection, shardId, slot, cursor);
        if (rows > 0 && truncate(connection, shardId, slot, cursor)) {
          return rows;
        }
        if (givesWay) {
          return 0;
        }
        settled &= rows == 0;
      }
    }
    if (settled) {
      settledAt = place;
    }
    return 0;
  }

  /** Zero if the partition is empty, or has events after the cursor. */
  private static int publishedRows(Connection connection, int shardId, int slot, long cursor)
      throws SQLException {
    String sql =
        "SELECT coalesce(min(sequence), 0), coalesce(max(sequence), 0) FROM outbox"
            + " WHERE shard_id = ? AND slot = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, shardId);
      statement.setInt(2, slot);
      try (ResultSet range = statement.executeQuery()) {
        range.next();
        long first = range.getLong(1);
        long last = range.getLong(2);
        return first == 0 || last > cursor ? 0 : Math.toIntExact(last - first + 1);
      }
    }
  }

  /** Looks again under the lock: the shard may have come round to this partition meanwhile. */
  private boolean truncate(Connection connection, int shardId, int slot, long cursor)
      throws SQLException {
    String partition = "outbox_" + shardId + "_" + slot;
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      // Who is stopped behind the next statement must not keep the shard from its outbox.
      statement.execute(
          "SET LOCAL lock_timeout = '50ms'; SET LOCAL idle_in_transaction_session_timeout = '5s'");
      statement.execute("LOCK TABLE " + partition + " IN ACCESS EXCLUSIVE MODE");
      boolean published = publishedRows(connection, shardId, slot, cursor) > 0;
      if (published) {
        statement.execute("TRUNCATE " + partition);
      }
      connection.commit();
      return published;
    } catch (SQLException e) {
      connection.rollback();
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        givesWay = true;
        gaveWayNanos = nanoClock.getAsLong();
        return false;
      }
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }
}
