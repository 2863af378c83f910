package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectType;

/**
 * Decides what a command does. Pure: it reads the state and changes nothing in it.
 *
 * <p>The order of precedence is the same for every command: its request id; the account; the
 * account's status; then the ladder of the command's own decider. docs/outcomes.md has them all.
 */
public final class Decider {
  private final Draft draft = new Draft();

  /**
   * Decides one command. Accepted: the effect says what to apply, or its type is null because there
   * is nothing to do (a read, a replay). Rejected: the reason, and nothing in the effect but the
   * fingerprint, for {@link ShardState#refuse}, which is to be called unless the answer was
   * replayed, or the reason is REQUEST_ID_REUSED. The command's answer is filled either way; that
   * of an accepted change holds the values after it.
   *
   * @param effect cleared, but for the fingerprint of the last refusal
   */
  public Reason decide(ShardState state, Command command, long timeMillis, Effect effect) {
    Answer answer = command.answer();
    answer.clear();
    if (command.type().isRead()) {
      return read(state, command, timeMillis, effect, answer);
    }
    long fingerprint = Fingerprint.of(command);
    effect.fingerprint(fingerprint);
    long earlier = state.answers().find(command.accountId(), command.requestId());
    if (earlier != AnswerWindow.NONE) {
      return repeat(state, command, timeMillis, effect, earlier);
    }
    draft.begin(state, command, timeMillis, effect);
    Reason reason = decideNew(command);
    if (reason == Reason.NONE) {
      effect.describeIn(answer);
    } else {
      draft.describe(command, reason, answer);
    }
    return reason;
  }

  /**
   * Decides that the reservation whose time has come first ends; false if there is none.
   *
   * <p>A reservation ends when that effect is in the log, not when the clock says so: until then
   * commands find it open. So a log, read again, gives the same answers, whatever the clock was.
   */
  public boolean decideExpiry(ShardState state, long timeMillis, Effect effect) {
    int row = state.reservations().firstDue(timeMillis);
    if (row == Rows.NONE) {
      return false;
    }
    draft.beginExpiry(state, row, timeMillis, effect);
    draft.accept(EffectType.EXPIRED);
    long remaining = state.reservations().remaining(row);
    draft.moveHeld(row, remaining, -remaining);
    draft.changeReservation(row, 0, ReservationState.EXPIRED);
    return true;
  }

  /**
   * Refuses a command for a reason that the journal gave; like {@link #decide}, but for the ladder.
   */
  public void refuse(
      ShardState state, Command command, Reason reason, long timeMillis, Effect effect) {
    command.answer().clear();
    effect.fingerprint(Fingerprint.of(command));
    draft.begin(state, command, timeMillis, effect);
    draft.describe(command, reason, command.answer());
  }

  /** A hash of the command's content, the same as in its effect. */
  public static long fingerprint(Command command) {
    return Fingerprint.of(command);
  }

  private Reason decideNew(Command command) {
    int account = draft.account();
    if (command.type() == CommandType.OPEN_ACCOUNT) {
      return AccountDeciders.open(draft, command);
    }
    if (account == Rows.NONE) {
      return Reason.ACCOUNT_NOT_FOUND;
    }
    if (draft.accounts().status(account) == AccountStatus.CLOSED) {
      return Reason.ACCOUNT_NOT_ACTIVE;
    }
    return switch (command.type()) {
      case SET_STATUS -> AccountDeciders.setStatus(draft, command);
      case DEPOSIT -> DepositDecider.decide(draft, command);
      case WITHDRAW -> WithdrawDecider.decide(draft, command);
      case RESERVE -> ReserveDecider.decide(draft, command);
      case AMEND -> AmendDecider.decide(draft, command);
      case RELEASE -> ReleaseDecider.decide(draft, command);
      case APPLY_FILL -> FillDecider.decide(draft, command);
      case SETTLE -> SettleDecider.decide(draft, command);
      case OPEN_ACCOUNT, GET_ACCOUNT, GET_RESERVATION, GET_OUTCOME ->
          throw new IllegalStateException(command.type() + " is decided elsewhere");
    };
  }

  /** The request id was answered before: the same answer again, or a refusal of its reuse. */
  private Reason repeat(
      ShardState state, Command command, long timeMillis, Effect effect, long earlier) {
    Answer answer = command.answer();
    if (state.answers().fingerprint(earlier) == effect.fingerprint()) {
      state.answers().read(earlier, answer);
      return answer.reason();
    }
    draft.begin(state, command, timeMillis, effect);
    draft.describe(command, Reason.REQUEST_ID_REUSED, answer);
    return Reason.REQUEST_ID_REUSED;
  }

  private Reason read(
      ShardState state, Command command, long timeMillis, Effect effect, Answer answer) {
    if (command.type() == CommandType.GET_OUTCOME) {
      long earlier = state.answers().find(command.accountId(), command.requestId());
      if (earlier != AnswerWindow.NONE) {
        state.answers().read(earlier, answer);
      }
      return answer.reason();
    }
    draft.begin(state, command, timeMillis, effect);
    Reason reason = Reason.NONE;
    if (draft.account() == Rows.NONE) {
      reason = Reason.ACCOUNT_NOT_FOUND;
    } else if (command.type() == CommandType.GET_RESERVATION
        && draft.findReservation(command.orderId()) == Rows.NONE) {
      reason = Reason.RESERVATION_NOT_FOUND;
    }
    draft.describe(command, reason, answer);
    return reason;
  }
}
