package dev.ringfence.snapshotter.replay;

import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.snapshotter.recovery.WindowRows;

/**
 * The last rows of a shard's ledger. A shard that is rebuilt remembers what it reads of them, which
 * may be less than it knew before; so must a replay of it, or it would know better.
 */
final class LedgerTail {
  private final Effect[] effects;
  private long last;

  LedgerTail(int capacity) {
    effects = new Effect[capacity];
  }

  void add(EffectBatch batch) {
    for (int index = 0; effects.length > 0 && index < batch.size(); index++) {
      add(batch.get(index));
    }
  }

  void add(Effect effect) {
    if (effects.length == 0) {
      return;
    }
    int place = place(effect.sequence());
    if (effects[place] == null) {
      effects[place] = new Effect();
    }
    effects[place].set(effect);
    last = effect.sequence();
  }

  /** Lets the shard remember what the rows from this sequence on say, and nothing else. */
  void restore(ShardState state, long first) {
    state.forgetEnded();
    for (long sequence = Math.max(first, last - effects.length + 1); sequence <= last; sequence++) {
      Effect effect = effects[place(sequence)];
      if (effect != null && effect.sequence() == sequence) {
        WindowRows.restore(effect, state);
      }
    }
  }

  private int place(long sequence) {
    return (int) (sequence % effects.length);
  }
}
