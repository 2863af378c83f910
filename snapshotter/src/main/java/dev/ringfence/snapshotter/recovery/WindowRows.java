package dev.ringfence.snapshotter.recovery;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.effect.AccountChange;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.engine.effect.PositionChange;
import dev.ringfence.engine.effect.ReservationChange;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.snapshotter.rows.RowStream;
import dev.ringfence.snapshotter.rows.UnreadableRowException;

/**
 * Turns rows of the ledger back into what a shard remembers of them: the request with its answer,
 * and the reservation that ended. The changes are left out: neither needs them, and to read them
 * takes time while nobody is served.
 */
public final class WindowRows {
  /** The columns to select, in the order in which {@link #read} takes them. */
  static final String COLUMNS =
      "sequence, account_id, version, type, request_id, fingerprint, occurred_at,"
          + " currency, status, balance, reserved, symbol, quantity, reserved_quantity, cost,"
          + " order_id, reserves_symbol, opened_sequence, amount, remaining, state, expires_at";

  private static final int POSITION_COLUMNS = 3;
  private static final int RESERVATION_COLUMNS = 6;

  private static final Text CASH = new Text();

  private WindowRows() {}

  /** Puts what the row says into the windows; rows come oldest first. */
  public static void restore(Effect effect, ShardState state) {
    if (!effect.requestId().isEmpty()) {
      state.restoreAccepted(effect);
    }
    ReservationChange reservation = effect.reservation();
    if (reservation.present() && reservation.state().isTerminal()) {
      state.restoreReservation(
          effect.accountId(),
          reservation.orderId(),
          reservation.ofSymbol() ? effect.position().symbol() : CASH,
          reservation.openedSequence(),
          reservation.amount(),
          reservation.remaining(),
          reservation.state(),
          reservation.expiresAtMillis());
    }
  }

  /** Fills the effect from the stream's row. */
  static void read(RowStream rows, Effect effect) {
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
        .reserved(rows.units());
  }

  private static void readPosition(RowStream rows, PositionChange position) {
    rows.textOrEmpty(position.symbol());
    if (position.symbol().isEmpty()) {
      skipNulls(rows, POSITION_COLUMNS);
      return;
    }
    position.present(true).quantity(rows.units()).reservedQuantity(rows.units()).cost(rows.units());
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
