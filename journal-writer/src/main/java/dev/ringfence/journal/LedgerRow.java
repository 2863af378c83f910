package dev.ringfence.journal;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.effect.AccountChange;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.engine.effect.PositionChange;
import dev.ringfence.engine.effect.ReservationChange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;

/** Reads a row of ledger that has all of its columns. */
public final class LedgerRow {
  private LedgerRow() {}

  /** The effect that was written down in it, but for what was there before it. */
  public static Effect effect(ResultSet row) throws SQLException {
    Effect effect = new Effect();
    effect
        .sequence(row.getLong("sequence"))
        .type(EffectType.ofCode(row.getInt("type")))
        .accountId(row.getLong("account_id"))
        .version(row.getLong("version"))
        .fingerprint(row.getLong("fingerprint"))
        .timeMillis(millisOrZero(row, "occurred_at"));
    String requestId = row.getString("request_id");
    if (requestId != null) {
      effect.requestId().set(requestId);
    }
    read(row, effect.account());
    String symbol = row.getString("symbol");
    if (symbol != null) {
      effect.position().symbol().set(symbol);
      read(row, effect.position());
    }
    String orderId = row.getString("order_id");
    if (orderId != null) {
      effect.reservation().orderId().set(orderId);
      read(row, effect.reservation());
    }
    return effect;
  }

  /** The answer that the command got which had this effect. */
  static Answer answer(ResultSet row) throws SQLException {
    Answer answer = new Answer();
    effect(row).describeIn(answer);
    return answer;
  }

  private static void read(ResultSet row, AccountChange account) throws SQLException {
    account
        .currency(CurrencyCode.parse(row.getString("currency")))
        .status(AccountStatus.ofCode(row.getInt("status")))
        .balance(units(row, "balance"))
        .balanceChange(units(row, "balance_change"))
        .reserved(units(row, "reserved"))
        .reservedChange(units(row, "reserved_change"));
  }

  private static void read(ResultSet row, PositionChange position) throws SQLException {
    position
        .present(true)
        .quantity(units(row, "quantity"))
        .quantityChange(units(row, "quantity_change"))
        .reservedQuantity(units(row, "reserved_quantity"))
        .reservedQuantityChange(units(row, "reserved_quantity_change"))
        .cost(units(row, "cost"))
        .costChange(units(row, "cost_change"));
  }

  private static void read(ResultSet row, ReservationChange reservation) throws SQLException {
    reservation
        .present(true)
        .ofSymbol(row.getBoolean("reserves_symbol"))
        .openedSequence(row.getLong("opened_sequence"))
        .amount(units(row, "amount"))
        .remaining(units(row, "remaining"))
        .state(ReservationState.ofCode(row.getInt("state")))
        .expiresAtMillis(millisOrZero(row, "expires_at"));
  }

  private static long units(ResultSet row, String column) throws SQLException {
    return NumericCodec.toUnits(row.getBigDecimal(column));
  }

  private static long millisOrZero(ResultSet row, String column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? 0 : time.getTime();
  }
}
