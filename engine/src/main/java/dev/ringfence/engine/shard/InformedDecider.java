package dev.ringfence.engine.shard;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.RefusalRule;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.state.Decider;
import dev.ringfence.engine.state.ShardState;

/**
 * Decides a command by what memory knows and what the journal has found out about it, and notes
 * what the journal must be asked before the answer may be given.
 */
final class InformedDecider {
  private final ShardState state;
  private final Decider decider;
  private final Findings findings;

  InformedDecider(ShardState state, Decider decider, Findings findings) {
    this.state = state;
    this.decider = decider;
    this.findings = findings;
  }

  /**
   * Fills the command's answer. The effect has a type afterwards if there is something to apply.
   *
   * @param index of the command in its batch
   */
  void decide(Command command, int index, long timeMillis, Effect effect) {
    if (command.refusalRule() == RefusalRule.RECONSIDER) {
      state.forgetRefusal(command);
    }
    Reason reason = reason(command, index, timeMillis, effect);
    if (effect.type() == null
        && reason != Reason.NONE
        && reason != Reason.REQUEST_ID_REUSED
        && !command.answer().replayed()
        && !command.type().isRead()) {
      findings.refused(index, command, reason, state.mayHaveAccepted(command));
      if (command.refusalRule().remembers(reason)) {
        state.refuse(command, effect.fingerprint());
      }
    }
  }

  private Reason reason(Command command, int index, long timeMillis, Effect effect) {
    Reason known = findings.verdict(index);
    // Without the effects that were taken out, the windows may hold what they had pushed out.
    if (known == null || state.remembers(command)) {
      return decider.decide(state, command, timeMillis, effect);
    }
    if (known != Reason.NONE) {
      decider.refuse(state, command, known, timeMillis, effect);
      return known;
    }
    return repeat(command, index, timeMillis, effect);
  }

  /** It was accepted before the windows begin: the same answer again, or a refusal of its reuse. */
  private Reason repeat(Command command, int index, long timeMillis, Effect effect) {
    long fingerprint = findings.originalFingerprint(index);
    state.rememberAgain(command, fingerprint, findings.original(index));
    if (fingerprint != Decider.fingerprint(command)) {
      decider.refuse(state, command, Reason.REQUEST_ID_REUSED, timeMillis, effect);
      return Reason.REQUEST_ID_REUSED;
    }
    command.answer().set(findings.original(index));
    command.answer().replayed(true);
    return command.answer().reason();
  }
}
