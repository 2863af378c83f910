package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.effect.EffectType;

/**
 * Applies an execution: bought units come at the cash they took out of the reservation, sold units
 * leave it and bring cash. A last fill gives back what then remains. Also on a frozen account, as
 * the trade has happened.
 */
final class FillDecider {
  private FillDecider() {}

  static Reason decide(Draft draft, Command command) {
    int row = draft.findReservation(command.orderId());
    Reason unfit = ReleaseDecider.unfit(draft, row);
    if (unfit != Reason.NONE) {
      return unfit;
    }
    return switch (command.side()) {
      case BUY -> buy(draft, command, row);
      case SELL -> sell(draft, command, row);
    };
  }

  private static Reason buy(Draft draft, Command command, int row) {
    Reservations reservations = draft.reservations();
    if (reservations.symbol(row) != Symbols.NONE) {
      return Reason.RESERVATION_MISMATCH;
    }
    long consumed = command.cash();
    long left = reservations.remaining(row) - consumed;
    if (left < 0) {
      return Reason.INSUFFICIENT_RESERVED;
    }
    int position = draft.findPosition(command.symbol());
    if (DepositDecider.overflows(draft, position, command.amount(), consumed)) {
      return Reason.AMOUNT_OVERFLOW;
    }
    long released = command.lastFill() ? left : 0;
    draft.accept(EffectType.FILLED);
    draft.moveCash(released, -consumed - released);
    draft.moveUnits(command.symbol(), position, command.amount(), 0, consumed);
    draft.changeReservation(row, left - released, ReservationState.SETTLED);
    return Reason.NONE;
  }

  private static Reason sell(Draft draft, Command command, int row) {
    Reservations reservations = draft.reservations();
    int position = draft.findPosition(command.symbol());
    if (position == Rows.NONE || reservations.symbol(row) != draft.positions().symbol(position)) {
      return Reason.RESERVATION_MISMATCH;
    }
    long consumed = command.amount();
    long left = reservations.remaining(row) - consumed;
    if (left < 0) {
      return Reason.INSUFFICIENT_RESERVED;
    }
    if (draft.totalCash() + command.cash() > Amount.MAX) {
      return Reason.AMOUNT_OVERFLOW;
    }
    long released = command.lastFill() ? left : 0;
    draft.accept(EffectType.FILLED);
    draft.moveCash(command.cash(), 0);
    draft.moveUnits(
        command.symbol(),
        position,
        released,
        -consumed - released,
        -draft.costOf(position, consumed));
    draft.changeReservation(row, left - released, ReservationState.SETTLED);
    return Reason.NONE;
  }
}
