package dev.ringfence.perf.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;

/** Reads from PostgreSQL what it holds of the accounts of a bench. */
final class HeldInPostgres {
  private static final String ACCOUNTS =
      """
      SELECT account_id, balance * 10000, reserved * 10000, version
        FROM accounts WHERE account_id BETWEEN ? AND ?""";
  private static final String LEDGER =
      """
      SELECT account_id, sum(balance_change) * 10000, sum(reserved_change) * 10000, count(*)
        FROM ledger WHERE account_id BETWEEN ? AND ? GROUP BY account_id""";

  private final Target.Database database;
  private final long firstAccountId;
  private final int accounts;

  HeldInPostgres(Target.Database database, Expectations expectations) {
    this.database = database;
    this.firstAccountId = expectations.accountId(0);
    this.accounts = expectations.accounts();
  }

  /** The account rows, by index; null for an account that is not there. */
  Holding[] accountRows() {
    return read(ACCOUNTS);
  }

  /** The same, summed up from the ledger. */
  Holding[] ledgerSums() {
    return read(LEDGER);
  }

  private Holding[] read(String sql) {
    Holding[] held = new Holding[accounts];
    Properties properties = new Properties();
    properties.setProperty("currentSchema", database.schema());
    properties.setProperty("socketTimeout", "300");
    try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), properties);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, firstAccountId);
      statement.setLong(2, firstAccountId + accounts - 1);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          held[(int) (row.getLong(1) - firstAccountId)] =
              new Holding(
                  row.getBigDecimal(2).longValueExact(),
                  row.getBigDecimal(3).longValueExact(),
                  row.getLong(4));
        }
      }
      return held;
    } catch (SQLException e) {
      throw new UnreachableException(
          "PostgreSQL cannot be asked what it holds (SQLSTATE %s): %s"
              .formatted(e.getSQLState(), e.getMessage()),
          e);
    }
  }
}
