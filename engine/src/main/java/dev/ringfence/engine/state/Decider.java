package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.Effect;

/** Decides what a command does. Pure: it reads the state and changes nothing in it. */
@SuppressWarnings("DoNotCallSuggester")
public final class Decider {
  /**
   * Decides one command. Accepted: the effect says what to apply, or its type is null because there
   * is nothing to do (a read, a replay). Rejected: the reason. The command's answer is filled
   * either way; that of an accepted change holds the values after it.
   */
  public Reason decide(ShardState state, Command command, long timeMillis, Effect effect) {
    throw new UnsupportedOperationException("Coming within the hour");
  }
}
