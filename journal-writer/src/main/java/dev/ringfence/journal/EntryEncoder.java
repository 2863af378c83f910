package dev.ringfence.journal;

import dev.ringfence.engine.effect.AccountChange;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.PositionChange;
import dev.ringfence.engine.effect.ReservationChange;

/** Writes an effect as a row of type journal_entry: its ledger row and its event. */
final class EntryEncoder {
  private static final int POSITION_NUMERICS = 6;

  private final AccountEventEncoder eventEncoder = new AccountEventEncoder();

  void encode(Effect effect, RowArray rows) {
    rows.beginRow();
    rows.bigint(effect.sequence());
    rows.bigint(effect.accountId());
    rows.bigint(effect.version());
    rows.smallint(effect.type().code());
    rows.textOrNull(effect.requestId());
    rows.bigint(effect.fingerprint());
    rows.timestamp(effect.timeMillis());
    account(effect.account(), rows);
    if (effect.position().present()) {
      position(effect.position(), rows);
    } else {
      noPosition(rows);
    }
    if (effect.reservation().present()) {
      reservation(effect.reservation(), rows);
    } else {
      noReservation(rows);
    }
    int payload = rows.beginBytes();
    eventEncoder.encode(effect, rows.buffer());
    rows.endBytes(payload);
    rows.endRow();
  }

  private static void account(AccountChange change, RowArray rows) {
    rows.currency(change.currency());
    rows.smallint(change.status().code());
    rows.numeric(change.balance());
    rows.numeric(change.balanceChange());
    rows.numeric(change.reserved());
    rows.numeric(change.reservedChange());
  }

  private static void position(PositionChange change, RowArray rows) {
    rows.textOrNull(change.symbol());
    rows.numeric(change.quantity());
    rows.numeric(change.quantityChange());
    rows.numeric(change.reservedQuantity());
    rows.numeric(change.reservedQuantityChange());
    rows.numeric(change.cost());
    rows.numeric(change.costChange());
  }

  private static void noPosition(RowArray rows) {
    rows.nullText();
    for (int column = 0; column < POSITION_NUMERICS; column++) {
      rows.nullNumeric();
    }
  }

  private static void reservation(ReservationChange change, RowArray rows) {
    rows.textOrNull(change.orderId());
    rows.bool(change.ofSymbol());
    rows.bigint(change.openedSequence());
    rows.numeric(change.amount());
    rows.numeric(change.remaining());
    rows.smallint(change.state().code());
    rows.timestampOrNull(change.expiresAtMillis());
  }

  private static void noReservation(RowArray rows) {
    rows.nullText();
    rows.nullBool();
    rows.nullBigint();
    rows.nullNumeric();
    rows.nullNumeric();
    rows.nullSmallint();
    rows.nullTimestamp();
  }
}
