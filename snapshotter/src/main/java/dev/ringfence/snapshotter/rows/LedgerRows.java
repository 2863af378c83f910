package dev.ringfence.snapshotter.rows;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.effect.AccountChange;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.engine.effect.PositionChange;
import dev.ringfence.engine.effect.ReservationChange;

/**
 * Turns rows of the ledger back into the effects they were. What a row does not hold, the effect
 * does not either: values before the change, and which was the last in its batch.
 */
public final class LedgerRows {
  /** The columns to select, in the order in which {@link #read} takes them. */
  public static final String COLUMNS =
      "sequence, account_id, version, type, request_id, fingerprint, occurred_at,"
          + " currency, status, balance, balance_change, reserved, reserved_change,"
          + " symbol, quantity, quantity_change, reserved_quantity, reserved_quantity_change,"
          + " cost, cost_change,"
          + " order_id, reserves_symbol, opened_sequence, amount, remaining, state, expires_at";

  private static final int POSITION_COLUMNS = 6;
  private static final int RESERVATION_COLUMNS = 6;

  private LedgerRows() {}

  /** Fills the effect from the stream's row. */
  public static void read(RowStream rows, Effect effect) {
    effect.clear();
    effect.sequence(rows.int8()).accountId(rows.int8()).version(rows.int8());
    effect.type(EffectType.ofCode(rows.int2()));
    rows.textOrEmpty(effect.requestId());
    effect.fingerprint(rows.int8()).timeMillis(rows.millis());
    readAccount(rows, effect.account());
    readPosition(rows, effect.position());
    readReservation(rows, effect.reservation());
  }

  private static void readAccount(RowStream rows, AccountChange account) {
    account
        .currency(rows.currency())
        .status(AccountStatus.ofCode(rows.int2()))
        .balance(rows.units())
        .balanceChange(rows.units())
        .reserved(rows.units())
        .reservedChange(rows.units());
  }

  private static void readPosition(RowStream rows, PositionChange position) {
    rows.textOrEmpty(position.symbol());
    if (position.symbol().isEmpty()) {
      skipNulls(rows, POSITION_COLUMNS);
      return;
    }
    position
        .present(true)
        .quantity(rows.units())
        .quantityChange(rows.units())
        .reservedQuantity(rows.units())
        .reservedQuantityChange(rows.units())
        .cost(rows.units())
        .costChange(rows.units());
  }

  private static void readReservation(RowStream rows, ReservationChange reservation) {
    rows.textOrEmpty(reservation.orderId());
    if (reservation.orderId().isEmpty()) {
      skipNulls(rows, RESERVATION_COLUMNS);
      return;
    }
    reservation
        .present(true)
        .ofSymbol(rows.bool())
        .openedSequence(rows.int8())
        .amount(rows.units())
        .remaining(rows.units())
        .state(ReservationState.ofCode(rows.int2()))
        .expiresAtMillis(rows.millisOrZero());
  }

  private static void skipNulls(RowStream rows, int columns) {
    for (int column = 0; column < columns; column++) {
      if (!rows.skipNull()) {
        throw new UnreadableRowException("A ledger row has half a position or reservation");
      }
    }
  }
}
