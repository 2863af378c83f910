package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import java.util.ArrayList;
import java.util.List;

/** A state with a decider, one command at a time, for tests of what is decided. */
final class Cell {
  private final ShardState state;
  private final Decider decider = new Decider();
  private final List<Effect> log = new ArrayList<>();
  private final Command command = new Command();
  private long timeMillis = 1_000;

  Cell() {
    this(WindowSizes.DEFAULT);
  }

  Cell(WindowSizes windows) {
    state = new ShardState(windows);
  }

  ShardState state() {
    return state;
  }

  List<Effect> log() {
    return log;
  }

  /** Lets time pass, and ends what is then due. */
  void pass(long millis) {
    timeMillis += millis;
    state.beginBatch(timeMillis);
    Effect effect = new Effect();
    while (decider.decideExpiry(state, timeMillis, effect)) {
      state.apply(effect);
      log.add(effect);
      effect = new Effect();
    }
  }

  /** Undoes the last effects, as if they were a batch. */
  void rollBack(int effects) {
    EffectBatch batch = new EffectBatch(0, effects);
    for (Effect effect : log.subList(log.size() - effects, log.size())) {
      batch.next().set(effect);
      batch.add();
    }
    state.rollBack(batch);
  }

  /** Decides and applies, as a batch of one; the answer is valid until the next command. */
  Answer run(CommandWriter writer) {
    command.clear();
    writer.write(command);
    state.beginBatch(timeMillis);
    Effect effect = new Effect();
    Reason reason = decider.decide(state, command, timeMillis, effect);
    if (effect.type() != null) {
      state.apply(effect);
      state.checkConservation();
      log.add(effect);
    } else if (reason != Reason.NONE
        && reason != Reason.REQUEST_ID_REUSED
        && !command.answer().replayed()
        && !command.type().isRead()) {
      state.refuse(command, effect.fingerprint());
    }
    return command.answer();
  }
}
