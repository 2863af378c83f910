package dev.ringfence.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;

/** Reads columns as the engine counts. */
public final class Columns {
  private Columns() {}

  /** Of a NUMERIC(18,4), exactly. */
  public static long units(ResultSet row, String column) throws SQLException {
    return NumericCodec.toUnits(row.getBigDecimal(column));
  }

  /** Since 1970; 0 where there is no time. */
  public static long millisOrZero(ResultSet row, String column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? 0 : time.getTime();
  }
}
