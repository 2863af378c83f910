package dev.ringfence.journal.relay;

import java.sql.SQLException;
import java.util.List;

/**
 * One shard's committed events. A source that holds the newest ones in memory, so that a relay that
 * is caught up need not read them back, can stand in front of the table behind this port.
 */
interface Outbox extends AutoCloseable {
  /** Where the shard and its relay are. */
  RelayProgress progress() throws SQLException;

  /**
   * Takes the right to relay this shard, which one relay has at a time, and keeps it until this is
   * closed. It only saves the work of sending everything twice: safety is the cursor.
   *
   * @return false if another relay has it
   */
  boolean claim() throws SQLException;

  /** The next events in order, or none if the epoch is over; bounded by rows and bytes. */
  List<OutboxRow> readAfter(long cursor, long epoch) throws SQLException;

  /**
   * Moves the cursor.
   *
   * @return false if it was not where the caller thought, the epoch is over, or the shard has not
   *     got so far
   */
  boolean moveCursor(long from, long to, long epoch) throws SQLException;

  /**
   * Removes some rows that were published.
   *
   * @return how many
   */
  int trim(long cursor) throws SQLException;

  /** Lets go of the connection; the next call takes a fresh one. */
  @Override
  void close();
}
