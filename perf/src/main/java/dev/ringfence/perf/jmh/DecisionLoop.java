package dev.ringfence.perf.jmh;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.state.Decider;
import dev.ringfence.engine.state.Lookahead;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.state.WindowSizes;

/** What the shard's thread does between ring and journal, without either. */
final class DecisionLoop {
  private static final long BALANCE = 1_000_000_000_000_000L;

  private final ShardState state;
  private final Decider decider = new Decider();
  private final EffectBatch batch;
  private final Lookahead lookahead;
  private final Command[] slots;
  private final int batchSize;

  /** Made once, as a ring is, and used again and again. */
  DecisionLoop(int accounts, int slotCount, int batchSize) {
    this(accounts, slotCount, batchSize, WindowSizes.DEFAULT);
  }

  /** The same with other windows: while they fill, what they keep is allocated. */
  DecisionLoop(int accounts, int slotCount, int batchSize, WindowSizes windows) {
    this.batchSize = batchSize;
    state = stateOf(accounts, windows);
    lookahead = new Lookahead(state);
    batch = new EffectBatch(0, batchSize);
    slots = new Command[slotCount];
    for (int index = 0; index < slotCount; index++) {
      slots[index] = new Command();
    }
  }

  /** A state in which every account has more than enough. */
  static ShardState stateOf(int accounts) {
    return stateOf(accounts, WindowSizes.DEFAULT);
  }

  private static ShardState stateOf(int accounts, WindowSizes windows) {
    ShardState state = new ShardState(windows, 1);
    long dollars = CurrencyCode.parse("USD");
    for (int account = 1; account <= accounts; account++) {
      state.restoreAccount(account, dollars, AccountStatus.ACTIVE, BALANCE, 0, 1);
    }
    return state;
  }

  /** Puts a command into every slot, as producers would do. */
  void fill(CommandWriter writer) {
    for (Command slot : slots) {
      slot.clear();
      writer.write(slot);
    }
  }

  /** Decides and applies every slot, in batches; returns how many were accepted. */
  int run() {
    int accepted = 0;
    for (int first = 0; first < slots.length; first += batchSize) {
      state.beginBatch(state.timeMillis());
      batch.begin(state.batchNumber() + 1, state.timeMillis());
      for (int index = first; index < first + batchSize; index++) {
        if (index % Lookahead.GROUP == 0) {
          lookAhead(index);
        }
        accepted += decide(slots[index]) == Reason.NONE ? 1 : 0;
      }
      state.checkConservation();
      state.commit(batch.isEmpty() ? state.batchNumber() : batch.number());
    }
    return accepted;
  }

  private void lookAhead(int first) {
    for (int index = first; index < first + Lookahead.GROUP; index++) {
      lookahead.add(slots[index]);
    }
    lookahead.run();
  }

  private Reason decide(Command command) {
    Effect effect = batch.next();
    Reason reason = decider.decide(state, command, batch.timeMillis(), effect);
    if (effect.type() != null) {
      state.apply(effect);
      batch.add();
    } else if (reason != Reason.NONE && !command.type().isRead()) {
      state.refuse(command, effect.fingerprint());
    }
    return reason;
  }
}
