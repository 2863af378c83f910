package dev.ringfence.perf.baseline;

import com.zaxxer.hikari.HikariDataSource;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Reason;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;

/** A transaction per request, its rows locked with FOR UPDATE, statement by statement. */
final class TextbookStore implements AccountStore {
  private final HikariDataSource pool;

  TextbookStore(HikariDataSource pool) {
    this.pool = pool;
  }

  @Override
  public CommandResult open(Identity identity, String currency) throws SQLException {
    return once(
        identity,
        Reason.REASON_ACCOUNT_EXISTS,
        connection -> {
          AccountRow account =
              new AccountRow(
                  identity.accountId(),
                  currency,
                  AccountRow.ACTIVE,
                  BigDecimal.ZERO,
                  BigDecimal.ZERO,
                  1);
          TextbookRows rows = new TextbookRows(connection);
          rows.insertAccount(account);
          rows.record(identity, EntryType.OPENED, BigDecimal.ZERO, BigDecimal.ZERO, account, null);
          return Answers.accepted(account);
        });
  }

  @Override
  public CommandResult deposit(Identity identity, BigDecimal amount) throws SQLException {
    return once(
        identity,
        Reason.REASON_REFUSED_BY_STORE,
        connection -> {
          AccountRow before = Lookups.lockedAccount(connection, identity.accountId());
          Reason refusal = refusal(before);
          if (refusal != null) {
            return Answers.rejected(refusal, before);
          }
          AccountRow after = before.changedBy(amount, BigDecimal.ZERO);
          TextbookRows rows = new TextbookRows(connection);
          rows.updateAccount(after);
          rows.record(identity, EntryType.DEPOSITED, amount, BigDecimal.ZERO, after, null);
          return Answers.accepted(after);
        });
  }

  @Override
  public CommandResult reserve(Identity identity, String orderId, BigDecimal amount)
      throws SQLException {
    return once(
        identity,
        Reason.REASON_RESERVATION_EXISTS,
        connection -> {
          AccountRow before = Lookups.lockedAccount(connection, identity.accountId());
          Reason refusal = refusal(before, amount);
          if (refusal != null) {
            return Answers.rejected(refusal, before);
          }
          AccountRow after = before.changedBy(amount.negate(), amount);
          ReservationRow reservation = ReservationRow.opened(orderId, amount);
          TextbookRows rows = new TextbookRows(connection);
          rows.updateAccount(after);
          rows.record(identity, EntryType.RESERVED, amount.negate(), amount, after, reservation);
          rows.insertReservation(after.accountId(), reservation);
          return Answers.accepted(after, reservation);
        });
  }

  @Override
  public CommandResult consume(Identity identity, Consumption consumption) throws SQLException {
    return once(
        identity,
        Reason.REASON_REFUSED_BY_STORE,
        connection -> {
          AccountRow before = Lookups.lockedAccount(connection, identity.accountId());
          if (before == null) {
            return Answers.rejected(Reason.REASON_ACCOUNT_NOT_FOUND, null);
          }
          ReservationRow held =
              Lookups.reservation(connection, identity.accountId(), consumption.orderId());
          Reason refusal = refusal(held, consumption);
          if (refusal != null) {
            return Answers.rejected(refusal, before);
          }
          return consume(connection, identity, consumption, before, held);
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

  private static CommandResult consume(
      Connection connection,
      Identity identity,
      Consumption consumption,
      AccountRow before,
      ReservationRow held)
      throws SQLException {
    BigDecimal released =
        consumption.released() == null
            ? held.remaining().subtract(consumption.consumed())
            : consumption.released();
    BigDecimal reservedChange = consumption.consumed().add(released).negate();
    AccountRow after = before.changedBy(released, reservedChange);
    ReservationRow left = held.after(consumption.consumed(), released);
    TextbookRows rows = new TextbookRows(connection);
    rows.updateAccount(after);
    rows.updateReservation(after.accountId(), left);
    if (consumption.symbol() != null) {
      rows.addToPosition(after.accountId(), consumption);
    }
    rows.record(identity, consumption.type(), released, reservedChange, after, left);
    return Answers.accepted(after, left);
  }

  private static Reason refusal(AccountRow account) {
    if (account == null) {
      return Reason.REASON_ACCOUNT_NOT_FOUND;
    }
    return account.isActive() ? null : Reason.REASON_ACCOUNT_NOT_ACTIVE;
  }

  private static Reason refusal(AccountRow account, BigDecimal amount) {
    Reason reason = refusal(account);
    if (reason != null) {
      return reason;
    }
    return account.covers(amount) ? null : Reason.REASON_INSUFFICIENT_BALANCE;
  }

  static Reason refusal(ReservationRow held, Consumption consumption) {
    if (held == null) {
      return Reason.REASON_RESERVATION_NOT_FOUND;
    }
    if (!held.isOpen()) {
      return Reason.REASON_RESERVATION_CLOSED;
    }
    BigDecimal taken =
        consumption.released() == null
            ? consumption.consumed()
            : consumption.consumed().add(consumption.released());
    return held.remaining().compareTo(taken) >= 0 ? null : Reason.REASON_INSUFFICIENT_RESERVED;
  }

  /**
   * Runs the work in a transaction, unless the request is known. Two of the same id at once are
   * told apart by the unique index: the second one rolls back and reads the first one's answer.
   */
  private CommandResult once(Identity identity, Reason whenTwice, Work work) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      CommandResult known = Lookups.find(connection, identity);
      if (known != null) {
        connection.rollback();
        return known;
      }
      try {
        CommandResult result = work.run(connection);
        connection.commit();
        return result;
      } catch (SQLException e) {
        connection.rollback();
        if (!Lookups.UNIQUE_VIOLATION.equals(e.getSQLState())) {
          throw e;
        }
        CommandResult first = Lookups.find(connection, identity);
        AccountRow account = Lookups.account(connection, identity.accountId());
        connection.rollback();
        return first == null ? Answers.rejected(whenTwice, account) : first;
      }
    }
  }

  private interface Work {
    CommandResult run(Connection connection) throws SQLException;
  }
}
