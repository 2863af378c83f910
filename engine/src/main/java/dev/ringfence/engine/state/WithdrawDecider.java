package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.EffectType;

/** Takes out free cash, or free units with their share of the cost. */
final class WithdrawDecider {
  private WithdrawDecider() {}

  static Reason decide(Draft draft, Command command) {
    if (draft.accounts().status(draft.account()) != AccountStatus.ACTIVE) {
      return Reason.ACCOUNT_NOT_ACTIVE;
    }
    return command.symbol().isEmpty() ? cash(draft, command) : units(draft, command);
  }

  private static Reason cash(Draft draft, Command command) {
    if (DepositDecider.isOtherCurrency(draft, command)) {
      return Reason.CURRENCY_MISMATCH;
    }
    if (draft.accounts().balance(draft.account()) < command.amount()) {
      return Reason.INSUFFICIENT_BALANCE;
    }
    draft.accept(EffectType.WITHDRAWN);
    draft.moveCash(-command.amount(), 0);
    return Reason.NONE;
  }

  private static Reason units(Draft draft, Command command) {
    int position = draft.findPosition(command.symbol());
    if (position == Rows.NONE || draft.positions().quantity(position) < command.amount()) {
      return Reason.INSUFFICIENT_POSITION;
    }
    draft.accept(EffectType.WITHDRAWN);
    long cost = draft.costOf(position, command.amount());
    draft.moveUnits(command.symbol(), position, -command.amount(), 0, -cost);
    return Reason.NONE;
  }
}
