package dev.ringfence.snapshotter.roundtrip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.state.Decider;
import dev.ringfence.engine.state.ShardState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A shard's duty without its thread: decide, apply, commit. */
final class ShardDriver {
  private static final int LARGEST_BATCH = 40;

  private final int shardId;
  private final int shardCount;
  private final ShardState state;
  private final Journal journal;
  private final Random random;
  private final RandomCommands commands;
  private final EffectBatch batch;
  private final Decider decider = new Decider();
  private final List<Command> accepted = new ArrayList<>();
  private final Set<EffectType> seen = EnumSet.noneOf(EffectType.class);

  ShardDriver(
      int shardId,
      int shardCount,
      ShardState state,
      Journal journal,
      Random random,
      RandomCommands commands) {
    this.shardId = shardId;
    this.shardCount = shardCount;
    this.state = state;
    this.journal = journal;
    this.random = random;
    this.commands = commands;
    batch = new EffectBatch(shardId, LARGEST_BATCH + LARGEST_BATCH);
  }

  void runBatch(long timeMillis) {
    state.beginBatch(timeMillis);
    batch.begin(state.batchNumber() + 1, timeMillis);
    for (int count = 0; count < LARGEST_BATCH; count++) {
      if (!decider.decideExpiry(state, timeMillis, batch.next())) {
        break;
      }
      take();
    }
    int size = 1 + random.nextInt(LARGEST_BATCH);
    for (int count = 0; count < size; count++) {
      decide(timeMillis);
    }
    if (batch.isEmpty()) {
      return;
    }
    batch.markLast();
    assertEquals(CommitOutcome.COMMITTED, journal.commit(batch));
    state.commit(batch.number());
  }

  /** What kinds of effects there were. */
  Set<EffectType> seen() {
    return seen;
  }

  /** The commands that were accepted, with their answers. */
  List<Command> accepted() {
    return accepted;
  }

  private void decide(long timeMillis) {
    Command command = new Command();
    commands.next(command, shardId, shardCount);
    Effect effect = batch.next();
    Reason reason = decider.decide(state, command, timeMillis, effect);
    if (effect.type() != null) {
      take();
      accepted.add(command);
      return;
    }
    if (reason != Reason.NONE) {
      state.refuse(command, effect.fingerprint());
    }
    effect.clear();
  }

  private void take() {
    Effect effect = batch.next();
    seen.add(effect.type());
    state.apply(effect);
    batch.add();
  }
}
