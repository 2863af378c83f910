package dev.ringfence.perf.baseline;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The writes of one textbook transaction, a statement each. */
final class TextbookRows {
  private static final String INSERT_ACCOUNT =
      """
      INSERT INTO accounts (account_id, currency, status, balance, reserved, version)
      VALUES (?, ?, ?, ?, ?, ?)""";
  private static final String UPDATE_ACCOUNT =
      "UPDATE accounts SET balance = ?, reserved = ?, version = ? WHERE account_id = ?";
  private static final String INSERT_RESERVATION =
      """
      INSERT INTO reservations (account_id, order_id, amount, remaining, state)
      VALUES (?, ?, ?, ?, ?)""";
  private static final String UPDATE_RESERVATION =
      "UPDATE reservations SET remaining = ?, state = ? WHERE account_id = ? AND order_id = ?";
  private static final String ADD_TO_POSITION =
      """
      INSERT INTO positions AS p (account_id, symbol, quantity, cost) VALUES (?, ?, ?, ?)
      ON CONFLICT (account_id, symbol) DO UPDATE
        SET quantity = p.quantity + excluded.quantity, cost = p.cost + excluded.cost""";
  private static final String INSERT_ENTRY =
      """
      INSERT INTO ledger (account_id, version, type, request_id, fingerprint, currency, balance,
        balance_change, reserved, reserved_change, order_id, amount, remaining, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
  private static final String INSERT_EVENT =
      "INSERT INTO outbox (account_id, version, type, payload) VALUES (?, ?, ?, ?)";

  private final Connection connection;

  TextbookRows(Connection connection) {
    this.connection = connection;
  }

  void insertAccount(AccountRow account) throws SQLException {
    run(
        INSERT_ACCOUNT,
        account.accountId(),
        account.currency(),
        account.status(),
        account.balance(),
        account.reserved(),
        account.version());
  }

  void updateAccount(AccountRow account) throws SQLException {
    run(
        UPDATE_ACCOUNT,
        account.balance(),
        account.reserved(),
        account.version(),
        account.accountId());
  }

  void insertReservation(long accountId, ReservationRow reservation) throws SQLException {
    run(
        INSERT_RESERVATION,
        accountId,
        reservation.orderId(),
        reservation.amount(),
        reservation.remaining(),
        reservation.state());
  }

  void updateReservation(long accountId, ReservationRow reservation) throws SQLException {
    run(
        UPDATE_RESERVATION,
        reservation.remaining(),
        reservation.state(),
        accountId,
        reservation.orderId());
  }

  void addToPosition(long accountId, Consumption bought) throws SQLException {
    run(ADD_TO_POSITION, accountId, bought.symbol(), bought.quantity(), bought.consumed());
  }

  /** The ledger row and its event. */
  void record(
      Identity identity,
      EntryType type,
      BigDecimal balanceChange,
      BigDecimal reservedChange,
      AccountRow after,
      ReservationRow reservation)
      throws SQLException {
    boolean held = reservation != null;
    run(
        INSERT_ENTRY,
        after.accountId(),
        after.version(),
        type.number(),
        identity.requestId(),
        identity.fingerprint(),
        after.currency(),
        after.balance(),
        balanceChange,
        after.reserved(),
        reservedChange,
        held ? reservation.orderId() : null,
        held ? reservation.amount() : null,
        held ? reservation.remaining() : null,
        held ? reservation.state() : null);
    run(
        INSERT_EVENT,
        after.accountId(),
        after.version(),
        type.number(),
        "{\"balance\":\"" + after.balance() + "\",\"reserved\":\"" + after.reserved() + "\"}");
  }

  private void run(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        set(statement, i + 1, parameters[i]);
      }
      statement.executeUpdate();
    }
  }

  private static void set(PreparedStatement statement, int index, Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setObject(index, null);
      case Long number -> statement.setLong(index, number);
      case Integer number -> statement.setInt(index, number);
      case BigDecimal number -> statement.setBigDecimal(index, number);
      case String text -> statement.setString(index, text);
      default -> throw new IllegalArgumentException("no such parameter: " + value.getClass());
    }
  }
}
