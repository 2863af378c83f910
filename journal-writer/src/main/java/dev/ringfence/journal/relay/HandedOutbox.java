package dev.ringfence.journal.relay;

import java.sql.SQLException;
import java.util.List;

/**
 * An outbox whose newest events come from memory. The table is read at the start, by a relay that
 * is behind, and whenever what follows the cursor is not at hand. The cursor is always the table's.
 */
final class HandedOutbox implements Outbox {
  private static final long UNKNOWN = Long.MAX_VALUE;

  private final Outbox table;
  private final HandedEvents handed;
  private final int batchRows;

  /** What the table was known to hold when it was last asked. */
  private long head = UNKNOWN;

  HandedOutbox(Outbox table, HandedEvents handed, int batchRows) {
    this.table = table;
    this.handed = handed;
    this.batchRows = batchRows;
  }

  @Override
  public RelayProgress progress() throws SQLException {
    long committed = handed.last();
    RelayProgress progress = table.progress();
    if (progress.head() < committed) {
      throw new WrongHistoryException(
          "ALARM: the outbox went back: it ends at sequence %d, but %d was committed. Nothing is published until this process is restarted, which a person does when the history is right."
              .formatted(progress.head(), committed));
    }
    head = progress.head();
    return progress;
  }

  @Override
  public boolean claim() throws SQLException {
    return table.claim();
  }

  @Override
  public List<OutboxRow> readAfter(long cursor, long epoch) throws SQLException {
    List<OutboxRow> rows = handed.takeAfter(cursor);
    boolean complete = !rows.isEmpty() || (cursor >= head && handed.isNothingAfter(cursor));
    if (!complete) {
      rows = table.readAfter(cursor, epoch);
    }
    if (rows.size() < batchRows) {
      // Caught up, or almost: what is committed up to now may be read once more, the rest is kept.
      handed.want();
    }
    return rows;
  }

  @Override
  public boolean moveCursor(long from, long to, long epoch) throws SQLException {
    return table.moveCursor(from, to, epoch);
  }

  @Override
  public int trim(long cursor) throws SQLException {
    return table.trim(cursor);
  }

  @Override
  public void close() {
    head = UNKNOWN;
    table.close();
  }
}
