package dev.ringfence.perf.baseline;

import com.zaxxer.hikari.HikariDataSource;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Reason;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One statement per request, in autocommit: one round trip, and no lock waits for the client. Only
 * when it changed nothing a look tells why.
 */
final class SingleStatementStore implements AccountStore {
  private final HikariDataSource pool;

  SingleStatementStore(HikariDataSource pool) {
    this.pool = pool;
  }

  @Override
  public CommandResult open(Identity identity, String currency) throws SQLException {
    return once(
        SingleStatements.OPEN,
        identity,
        EntryType.OPENED,
        statement -> statement.setString(5, currency),
        row -> Answers.accepted(AccountRow.from(row)),
        (_, account) ->
            account == null ? Reason.REASON_REFUSED_BY_STORE : Reason.REASON_ACCOUNT_EXISTS);
  }

  @Override
  public CommandResult deposit(Identity identity, BigDecimal amount) throws SQLException {
    return once(
        SingleStatements.DEPOSIT,
        identity,
        EntryType.DEPOSITED,
        statement -> statement.setBigDecimal(5, amount),
        row -> Answers.accepted(AccountRow.from(row)),
        (_, account) -> refusal(account));
  }

  @Override
  public CommandResult reserve(Identity identity, String orderId, BigDecimal amount)
      throws SQLException {
    return once(
        SingleStatements.RESERVE,
        identity,
        EntryType.RESERVED,
        statement -> {
          statement.setString(5, orderId);
          statement.setBigDecimal(6, amount);
        },
        row -> Answers.accepted(AccountRow.from(row), ReservationRow.from(row, 7)),
        (connection, account) -> {
          if (account == null || !account.isActive()) {
            return refusal(account);
          }
          return Lookups.reservation(connection, identity.accountId(), orderId) == null
              ? Reason.REASON_INSUFFICIENT_BALANCE
              : Reason.REASON_RESERVATION_EXISTS;
        });
  }

  @Override
  public CommandResult consume(Identity identity, Consumption consumption) throws SQLException {
    return once(
        SingleStatements.CONSUME,
        identity,
        consumption.type(),
        statement -> {
          statement.setString(5, consumption.orderId());
          statement.setBigDecimal(6, consumption.consumed());
          statement.setBigDecimal(7, consumption.released());
          statement.setString(8, consumption.symbol());
          statement.setBigDecimal(9, consumption.quantity());
        },
        row -> Answers.accepted(AccountRow.from(row), ReservationRow.from(row, 7)),
        (connection, account) -> {
          if (account == null) {
            return Reason.REASON_ACCOUNT_NOT_FOUND;
          }
          Reason reason =
              TextbookStore.refusal(
                  Lookups.reservation(connection, identity.accountId(), consumption.orderId()),
                  consumption);
          return reason == null ? Reason.REASON_REFUSED_BY_STORE : reason;
        });
  }

  @Override
  public CommandResult read(long accountId) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      AccountRow account = Lookups.account(connection, accountId);
      return account == null
          ? Answers.rejected(Reason.REASON_ACCOUNT_NOT_FOUND, null)
          : Answers.accepted(account);
    }
  }

  private CommandResult once(
      String sql,
      Identity identity,
      EntryType type,
      Parameters parameters,
      Reading reading,
      Refusal refusal)
      throws SQLException {
    try (Connection connection = pool.getConnection()) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setLong(1, identity.accountId());
        statement.setString(2, identity.requestId());
        statement.setLong(3, identity.fingerprint());
        statement.setInt(4, type.number());
        parameters.set(statement);
        try (ResultSet row = statement.executeQuery()) {
          if (row.next()) {
            return reading.read(row);
          }
        }
      } catch (SQLException e) {
        if (!Lookups.UNIQUE_VIOLATION.equals(e.getSQLState())) {
          throw e;
        }
      }
      CommandResult known = Lookups.find(connection, identity);
      if (known != null) {
        return known;
      }
      AccountRow account = Lookups.account(connection, identity.accountId());
      return Answers.rejected(refusal.reason(connection, account), account);
    }
  }

  private static Reason refusal(AccountRow account) {
    if (account == null) {
      return Reason.REASON_ACCOUNT_NOT_FOUND;
    }
    return account.isActive() ? Reason.REASON_REFUSED_BY_STORE : Reason.REASON_ACCOUNT_NOT_ACTIVE;
  }

  private interface Parameters {
    void set(PreparedStatement statement) throws SQLException;
  }

  private interface Reading {
    CommandResult read(ResultSet row) throws SQLException;
  }

  private interface Refusal {
    Reason reason(Connection connection, AccountRow account) throws SQLException;
  }
}
