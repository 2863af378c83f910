package dev.ringfence.gateway.ledger;

import com.google.protobuf.Timestamp;
import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.LedgerEntry;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Position;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.gateway.mapping.Messages;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/** Turns rows into messages. Columns that are null leave their part of the message absent. */
final class LedgerRows {
  private static final int DECIMALS = 4;

  private LedgerRows() {}

  static LedgerEntry entry(ResultSet row) throws SQLException {
    LedgerEntry.Builder entry =
        LedgerEntry.newBuilder()
            .setVersion(row.getLong("version"))
            .setType(EffectType.ofCode(row.getInt("type")).name())
            .setRequestId(orEmpty(row.getString("request_id")))
            .setBalanceChange(Amount.format(units(row, "balance_change")))
            .setReservedChange(Amount.format(units(row, "reserved_change")))
            .setAccount(account(row))
            .setAt(timestamp(row, "occurred_at"));
    if (row.getString("symbol") != null) {
      entry
          .setQuantityChange(Amount.format(units(row, "quantity_change")))
          .setReservedQuantityChange(Amount.format(units(row, "reserved_quantity_change")))
          .setPosition(position(row));
    }
    if (row.getString("order_id") != null) {
      entry.setReservation(reservation(row));
    }
    return entry.build();
  }

  /** What is in the ledger was accepted; refusals leave no row. */
  static CommandResult outcome(ResultSet row) throws SQLException {
    CommandResult.Builder result =
        CommandResult.newBuilder()
            .setOutcome(Outcome.OUTCOME_ACCEPTED)
            .setReplayed(true)
            .setAccount(account(row));
    if (row.getString("symbol") != null) {
      result.setPosition(position(row));
    }
    if (row.getString("order_id") != null) {
      result.setReservation(reservation(row));
    }
    return result.build();
  }

  static Reservation reservation(ResultSet row) throws SQLException {
    Reservation.Builder reservation =
        Reservation.newBuilder()
            .setOrderId(row.getString("order_id"))
            .setSymbol(reservedSymbol(row))
            .setAmount(Amount.format(units(row, "amount")))
            .setRemaining(Amount.format(units(row, "remaining")))
            .setState(Messages.state(ReservationState.ofCode(row.getInt("state"))));
    if (row.getObject("expires_at") != null) {
      reservation.setExpiresAt(timestamp(row, "expires_at"));
    }
    return reservation.build();
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static Account account(ResultSet row) throws SQLException {
    return Messages.account(
        row.getLong("account_id"),
        row.getString("currency"),
        AccountStatus.ofCode(row.getInt("status")),
        units(row, "balance"),
        units(row, "reserved"),
        row.getLong("version"));
  }

  private static Position position(ResultSet row) throws SQLException {
    return Messages.position(
        row.getString("symbol"),
        units(row, "quantity"),
        units(row, "reserved_quantity"),
        units(row, "cost"));
  }

  /** A fill of reserved cash names a symbol too, which is not what is reserved. */
  private static String reservedSymbol(ResultSet row) throws SQLException {
    return row.getBoolean("reserves_symbol") ? orEmpty(row.getString("symbol")) : "";
  }

  private static long units(ResultSet row, String column) throws SQLException {
    BigDecimal decimal = row.getBigDecimal(column);
    return decimal == null ? 0 : decimal.movePointRight(DECIMALS).longValueExact();
  }

  private static Timestamp timestamp(ResultSet row, String column) throws SQLException {
    return Messages.timestamp(
        row.getObject(column, OffsetDateTime.class).toInstant().toEpochMilli());
  }
}
