package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.effect.EffectType;

/** Consumes all or part of a reservation with nothing in return; also from a frozen account. */
final class SettleDecider {
  private SettleDecider() {}

  static Reason decide(Draft draft, Command command) {
    int row = draft.findReservation(command.orderId());
    Reason unfit = ReleaseDecider.unfit(draft, row);
    if (unfit != Reason.NONE) {
      return unfit;
    }
    Reservations reservations = draft.reservations();
    long remaining = reservations.remaining(row);
    long amount = command.amount() == 0 ? remaining : command.amount();
    if (amount > remaining) {
      return Reason.INSUFFICIENT_RESERVED;
    }
    draft.accept(EffectType.SETTLED);
    int symbol = reservations.symbol(row);
    if (symbol == Symbols.NONE) {
      draft.moveCash(0, -amount);
    } else {
      long cost = draft.costOf(draft.findPosition(symbol), amount);
      draft.moveHeldUnits(row, 0, -amount, -cost);
    }
    draft.changeReservation(row, remaining - amount, ReservationState.SETTLED);
    return Reason.NONE;
  }
}
