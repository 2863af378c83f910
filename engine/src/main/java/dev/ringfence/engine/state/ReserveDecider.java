package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.EffectType;

/** Holds free cash or free units for an order. */
final class ReserveDecider {
  private ReserveDecider() {}

  static Reason decide(Draft draft, Command command) {
    if (draft.accounts().status(draft.account()) != AccountStatus.ACTIVE) {
      return Reason.ACCOUNT_NOT_ACTIVE;
    }
    if (draft.findReservation(command.orderId()) != Rows.NONE) {
      return Reason.RESERVATION_EXISTS;
    }
    if (command.timeToLiveMillis() < 0) {
      return Reason.EXPIRY_IN_PAST;
    }
    return command.symbol().isEmpty() ? cash(draft, command) : units(draft, command);
  }

  private static Reason cash(Draft draft, Command command) {
    if (draft.accounts().balance(draft.account()) < command.amount()) {
      return Reason.INSUFFICIENT_BALANCE;
    }
    draft.accept(EffectType.RESERVED);
    draft.moveCash(-command.amount(), command.amount());
    draft.openReservation(command.orderId(), false, command.amount(), end(draft, command));
    return Reason.NONE;
  }

  private static Reason units(Draft draft, Command command) {
    int position = draft.findPosition(command.symbol());
    if (position == Rows.NONE || draft.positions().quantity(position) < command.amount()) {
      return Reason.INSUFFICIENT_POSITION;
    }
    draft.accept(EffectType.RESERVED);
    draft.moveUnits(command.symbol(), position, -command.amount(), command.amount(), 0);
    draft.openReservation(command.orderId(), true, command.amount(), end(draft, command));
    return Reason.NONE;
  }

  private static long end(Draft draft, Command command) {
    return command.timeToLiveMillis() == 0 ? 0 : draft.timeMillis() + command.timeToLiveMillis();
  }
}
