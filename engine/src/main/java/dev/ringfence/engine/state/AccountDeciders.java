package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.EffectType;

/** The beginning, the freezing and the end of accounts. */
final class AccountDeciders {
  private AccountDeciders() {}

  static Reason open(Draft draft, Command command) {
    if (draft.account() != Rows.NONE) {
      return Reason.ACCOUNT_EXISTS;
    }
    draft.start(EffectType.OPENED, command.accountId(), 1);
    draft.effect().account().currency(command.currency()).status(AccountStatus.ACTIVE);
    return Reason.NONE;
  }

  static Reason setStatus(Draft draft, Command command) {
    if (command.status() == AccountStatus.CLOSED && !draft.accounts().isEmpty(draft.account())) {
      return Reason.ACCOUNT_NOT_EMPTY;
    }
    draft.accept(EffectType.STATUS_CHANGED);
    draft.effect().account().status(command.status());
    return Reason.NONE;
  }
}
