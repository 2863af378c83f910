package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.EffectType;

/** Adds free cash or free units; a frozen account may receive. */
final class DepositDecider {
  private DepositDecider() {}

  static Reason decide(Draft draft, Command command) {
    return command.symbol().isEmpty() ? cash(draft, command) : units(draft, command);
  }

  private static Reason cash(Draft draft, Command command) {
    if (isOtherCurrency(draft, command)) {
      return Reason.CURRENCY_MISMATCH;
    }
    if (draft.totalCash() + command.amount() > Amount.MAX) {
      return Reason.AMOUNT_OVERFLOW;
    }
    draft.accept(EffectType.DEPOSITED);
    draft.moveCash(command.amount(), 0);
    return Reason.NONE;
  }

  private static Reason units(Draft draft, Command command) {
    int position = draft.findPosition(command.symbol());
    if (overflows(draft, position, command.amount(), command.cash())) {
      return Reason.AMOUNT_OVERFLOW;
    }
    draft.accept(EffectType.DEPOSITED);
    draft.moveUnits(command.symbol(), position, command.amount(), 0, command.cash());
    return Reason.NONE;
  }

  static boolean isOtherCurrency(Draft draft, Command command) {
    return command.currency() != CurrencyCode.NONE
        && command.currency() != draft.accounts().currency(draft.account());
  }

  /** Whether a position can't take so many units at that cost. */
  static boolean overflows(Draft draft, int position, long units, long cost) {
    if (position == Rows.NONE) {
      return false;
    }
    Positions positions = draft.positions();
    long all = positions.quantity(position) + positions.reserved(position);
    return all + units > Amount.MAX || positions.cost(position) + cost > Amount.MAX;
  }
}
