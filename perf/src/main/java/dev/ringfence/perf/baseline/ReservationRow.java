package dev.ringfence.perf.baseline;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A reservation as PostgreSQL holds it. */
record ReservationRow(String orderId, BigDecimal amount, BigDecimal remaining, int state) {

  static final int OPEN = 1;
  static final int SETTLED = 2;
  static final int RELEASED = 3;

  static ReservationRow opened(String orderId, BigDecimal amount) {
    return new ReservationRow(orderId, amount, amount, OPEN);
  }

  /** Reads order_id, amount, remaining, state from this column on; null where there is no order. */
  static ReservationRow from(ResultSet row, int firstColumn) throws SQLException {
    String orderId = row.getString(firstColumn);
    if (orderId == null) {
      return null;
    }
    return new ReservationRow(
        orderId,
        row.getBigDecimal(firstColumn + 1),
        row.getBigDecimal(firstColumn + 2),
        row.getInt(firstColumn + 3));
  }

  boolean isOpen() {
    return state == OPEN;
  }

  ReservationRow after(BigDecimal consumed, BigDecimal released) {
    BigDecimal rest = remaining.subtract(consumed).subtract(released);
    if (rest.signum() > 0) {
      return new ReservationRow(orderId, amount, rest, OPEN);
    }
    return new ReservationRow(orderId, amount, rest, released.signum() > 0 ? RELEASED : SETTLED);
  }
}
