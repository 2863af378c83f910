package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.effect.EffectType;

/** Gives back all or part of what remains; also from a frozen account. */
final class ReleaseDecider {
  private ReleaseDecider() {}

  static Reason decide(Draft draft, Command command) {
    int row = draft.findReservation(command.orderId());
    Reason unfit = unfit(draft, row);
    if (unfit != Reason.NONE) {
      return unfit;
    }
    long remaining = draft.reservations().remaining(row);
    long amount = command.amount() == 0 ? remaining : command.amount();
    if (amount > remaining) {
      return Reason.INSUFFICIENT_RESERVED;
    }
    draft.accept(EffectType.RELEASED);
    draft.moveHeld(row, amount, -amount);
    draft.changeReservation(row, remaining - amount, ReservationState.RELEASED);
    return Reason.NONE;
  }

  /** Why nothing can be done with the reservation, whatever it is; NONE if something can. */
  static Reason unfit(Draft draft, int row) {
    if (row == Rows.NONE) {
      return Reason.RESERVATION_NOT_FOUND;
    }
    return draft.reservations().state(row).isTerminal() ? Reason.RESERVATION_CLOSED : Reason.NONE;
  }
}
