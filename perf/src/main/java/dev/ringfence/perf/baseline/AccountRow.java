package dev.ringfence.perf.baseline;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;

/** An account as PostgreSQL holds it. */
record AccountRow(
    long accountId,
    String currency,
    int status,
    BigDecimal balance,
    BigDecimal reserved,
    long version) {

  static final int ACTIVE = 1;

  /** Reads the columns account_id, currency, status, balance, reserved, version. */
  static AccountRow from(ResultSet row) throws SQLException {
    return new AccountRow(
        row.getLong(1),
        row.getString(2),
        row.getInt(3),
        row.getBigDecimal(4),
        row.getBigDecimal(5),
        row.getLong(6));
  }

  boolean isActive() {
    return status == ACTIVE;
  }

  boolean covers(BigDecimal amount) {
    return balance.compareTo(amount) >= 0;
  }

  AccountRow changedBy(BigDecimal balanceChange, BigDecimal reservedChange) {
    return new AccountRow(
        accountId,
        currency,
        status,
        balance.add(balanceChange),
        reserved.add(reservedChange),
        version + 1);
  }
}
