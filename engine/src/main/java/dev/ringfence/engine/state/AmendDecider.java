package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.effect.EffectType;

/**
 * Changes how much an open reservation is of in all, when it ends, or both. Amended down to what
 * was consumed or given back already, nothing remains and it ends as released.
 */
final class AmendDecider {
  private AmendDecider() {}

  static Reason decide(Draft draft, Command command) {
    int row = draft.findReservation(command.orderId());
    Reason unfit = ReleaseDecider.unfit(draft, row);
    if (unfit != Reason.NONE) {
      return unfit;
    }
    if (command.timeToLiveMillis() < 0) {
      return Reason.EXPIRY_IN_PAST;
    }
    Reservations reservations = draft.reservations();
    long amount = command.amount() == 0 ? reservations.amount(row) : command.amount();
    long more = amount - reservations.amount(row);
    if (reservations.remaining(row) + more < 0) {
      return Reason.INSUFFICIENT_RESERVED;
    }
    if (more > 0) {
      Reason uncovered = uncovered(draft, row, more);
      if (uncovered != Reason.NONE) {
        return uncovered;
      }
    }
    draft.accept(EffectType.AMENDED);
    draft.moveHeld(row, -more, more);
    draft.changeReservation(
        row,
        amount,
        reservations.remaining(row) + more,
        ReservationState.RELEASED,
        end(draft, command, row));
    return Reason.NONE;
  }

  /** Why there can't be so much more. */
  private static Reason uncovered(Draft draft, int row, long more) {
    int account = draft.account();
    if (draft.accounts().status(account) != AccountStatus.ACTIVE) {
      return Reason.ACCOUNT_NOT_ACTIVE;
    }
    int symbol = draft.reservations().symbol(row);
    if (symbol == Symbols.NONE) {
      boolean covered = draft.accounts().balance(account) >= more;
      return covered ? Reason.NONE : Reason.INSUFFICIENT_BALANCE;
    }
    boolean covered = draft.positions().quantity(draft.findPosition(symbol)) >= more;
    return covered ? Reason.NONE : Reason.INSUFFICIENT_POSITION;
  }

  private static long end(Draft draft, Command command, int row) {
    if (command.neverExpires()) {
      return 0;
    }
    if (command.timeToLiveMillis() > 0) {
      return draft.timeMillis() + command.timeToLiveMillis();
    }
    return draft.reservations().expiresAtMillis(row);
  }
}
