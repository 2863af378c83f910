package dev.ringfence.perf.baseline;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads that both variants need. */
final class Lookups {
  static final String UNIQUE_VIOLATION = "23505";

  private static final String FIND =
      """
      SELECT account_id, currency, 1, balance, reserved, version, \
      order_id, amount, remaining, state, fingerprint
        FROM ledger WHERE account_id = ? AND request_id = ?""";
  private static final String ACCOUNT =
      """
      SELECT account_id, currency, status, balance, reserved, version
        FROM accounts WHERE account_id = ?""";
  private static final String RESERVATION =
      """
      SELECT order_id, amount, remaining, state
        FROM reservations WHERE account_id = ? AND order_id = ?""";

  private Lookups() {}

  /** The first answer to this request, or null where it is new. */
  static CommandResult find(Connection connection, Identity identity) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FIND)) {
      statement.setLong(1, identity.accountId());
      statement.setString(2, identity.requestId());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        AccountRow account = AccountRow.from(row);
        return row.getLong(11) == identity.fingerprint()
            ? Answers.replayed(account, ReservationRow.from(row, 7))
            : Answers.rejected(Reason.REASON_REQUEST_ID_REUSED, account);
      }
    }
  }

  static AccountRow account(Connection connection, long accountId) throws SQLException {
    return account(connection, ACCOUNT, accountId);
  }

  static AccountRow lockedAccount(Connection connection, long accountId) throws SQLException {
    return account(connection, ACCOUNT + " FOR UPDATE", accountId);
  }

  static ReservationRow reservation(Connection connection, long accountId, String orderId)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(RESERVATION)) {
      statement.setLong(1, accountId);
      statement.setString(2, orderId);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? ReservationRow.from(row, 1) : null;
      }
    }
  }

  private static AccountRow account(Connection connection, String sql, long accountId)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, accountId);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? AccountRow.from(row) : null;
      }
    }
  }
}
