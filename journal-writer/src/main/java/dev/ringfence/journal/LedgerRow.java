package dev.ringfence.journal;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;

/** Reads a row of ledger. */
final class LedgerRow {
  private LedgerRow() {}

  /** The answer that the command got which had this effect. */
  static Answer answer(ResultSet row) throws SQLException {
    Answer answer = new Answer();
    answer.clear();
    answer.accepted(true).reason(Reason.NONE).hasAccount(true);
    answer.currency(CurrencyCode.parse(row.getString("currency")));
    answer.status(AccountStatus.ofCode(row.getInt("status")));
    answer.balance(units(row, "balance")).reserved(units(row, "reserved"));
    answer.version(row.getLong("version"));
    String symbol = row.getString("symbol");
    if (symbol != null) {
      answer.symbol().set(symbol);
      answer.hasPosition(true).quantity(units(row, "quantity"));
      answer.reservedQuantity(units(row, "reserved_quantity")).cost(units(row, "cost"));
    }
    String orderId = row.getString("order_id");
    if (orderId != null) {
      answer.orderId().set(orderId);
      answer.hasReservation(true).reservesSymbol(row.getBoolean("reserves_symbol"));
      answer.reservationAmount(units(row, "amount")).remaining(units(row, "remaining"));
      answer.reservationState(ReservationState.ofCode(row.getInt("state")));
      answer.expiresAtMillis(millisOrZero(row, "expires_at"));
    }
    return answer;
  }

  private static long units(ResultSet row, String column) throws SQLException {
    return NumericCodec.toUnits(row.getBigDecimal(column));
  }

  private static long millisOrZero(ResultSet row, String column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? 0 : time.getTime();
  }
}
