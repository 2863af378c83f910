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
        .timeMillis(Columns.millisOrZero(row, "occurred_at"));
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
        .balance(Columns.units(row, "balance"))
        .balanceChange(Columns.units(row, "balance_change"))
        .reserved(Columns.units(row, "reserved"))
        .reservedChange(Columns.units(row, "reserved_change"));
  }

  private static void read(ResultSet row, PositionChange position) throws SQLException {
    position
        .present(true)
        .quantity(Columns.units(row, "quantity"))
        .quantityChange(Columns.units(row, "quantity_change"))
        .reservedQuantity(Columns.units(row, "reserved_quantity"))
        .reservedQuantityChange(Columns.units(row, "reserved_quantity_change"))
        .cost(Columns.units(row, "cost"))
        .costChange(Columns.units(row, "cost_change"));
  }

  private static void read(ResultSet row, ReservationChange reservation) throws SQLException {
    reservation
        .present(true)
        .ofSymbol(row.getBoolean("reserves_symbol"))
        .openedSequence(row.getLong("opened_sequence"))
        .amount(Columns.units(row, "amount"))
        .remaining(Columns.units(row, "remaining"))
        .state(ReservationState.ofCode(row.getInt("state")))
        .expiresAtMillis(Columns.millisOrZero(row, "expires_at"));
  }
}
