package dev.ringfence.snapshotter.rows;

import dev.ringfence.engine.domain.Text;
import java.sql.SQLException;
import org.postgresql.copy.CopyOut;

/**
 * The rows of a query, read forward in the binary format of COPY: the fastest way out of
 * PostgreSQL, and amounts come as base-10000 digits, the last of which is just our four decimals.
 * Columns are read in their order, each exactly once, by the method of their type.
 */
public final class RowStream implements AutoCloseable {
  private static final int SIGNATURE_LENGTH = 11;
  private static final int FLAGS_LENGTH = 4;
  private static final int NO_MORE_ROWS = -1;

  private final CopyOut copy;
  private final Runnable abandon;
  private final BinaryFields fields = new BinaryFields();
  private boolean started;
  private boolean ended;
  private long rows;

  /** Runs the action if the stream is closed before its end. */
  RowStream(CopyOut copy, Runnable abandon) {
    this.copy = copy;
    this.abandon = abandon;
  }

  /** Goes to the next row; false if there is none. */
  public boolean next() throws SQLException {
    if (ended) {
      return false;
    }
    if (!fields.hasMore() && !receive()) {
      throw new IllegalStateException("The stream of rows broke off before its end");
    }
    if (!started) {
      started = true;
      fields.skip(SIGNATURE_LENGTH + FLAGS_LENGTH);
      fields.skip(fields.rawInt());
      if (!fields.hasMore() && !receive()) {
        throw new IllegalStateException("The stream of rows broke off after its header");
      }
    }
    if (fields.rawShort() == NO_MORE_ROWS) {
      ended = true;
      while (receive()) {
        // Nothing follows the end but the driver's own bookkeeping.
      }
      return false;
    }
    rows++;
    return true;
  }

  /** How many rows came so far. */
  public long rows() {
    return rows;
  }

  /** Skips the column if it is null, and tells whether it was. */
  public boolean skipNull() {
    return fields.skipNull();
  }

  public long int8() {
    return fields.int8();
  }

  public int int4() {
    return fields.int4();
  }

  public int int2() {
    return fields.int2();
  }

  public boolean bool() {
    return fields.bool();
  }

  /** A numeric with at most four decimals, in units of 0.0001. */
  public long units() {
    return fields.units();
  }

  /** Like {@link #units}, with 0 for null. */
  public long unitsOrZero() {
    return fields.skipNull() ? 0 : fields.units();
  }

  /** A timestamptz in milliseconds since 1970. */
  public long millis() {
    return fields.millis();
  }

  /** Like {@link #millis}, with 0 for null. */
  public long millisOrZero() {
    return fields.skipNull() ? 0 : fields.millis();
  }

  /** A currency, packed as the engine holds it. */
  public long currency() {
    return fields.currency();
  }

  /** An id or a symbol. */
  public void text(Text target) {
    fields.text(target);
  }

  /** Like {@link #text}, with the empty text for null. */
  public void textOrEmpty(Text target) {
    if (fields.skipNull()) {
      target.clear();
    } else {
      fields.text(target);
    }
  }

  private boolean receive() throws SQLException {
    byte[] message = copy.readFromCopy();
    if (message == null) {
      return false;
    }
    fields.reset(message);
    return true;
  }

  /**
   * Gives up the connection if rows are left: to cancel would be a race, and could hit whoever uses
   * the connection next.
   */
  @Override
  public void close() {
    if (copy.isActive()) {
      abandon.run();
    }
  }
}
