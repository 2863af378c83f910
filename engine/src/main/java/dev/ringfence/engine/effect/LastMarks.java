package dev.ringfence.engine.effect;

import dev.ringfence.engine.domain.Hashing;
import dev.ringfence.engine.domain.Text;
import java.util.Arrays;

/**
 * Finds, from the last effect of a batch to the first, what was not seen before: one open-addressed
 * table for accounts, positions and reservations, emptied by raising its generation.
 */
final class LastMarks {
  private static final long INDEX_MASK = 0x3FFF_FFFFL;
  private static final int KIND_SHIFT = 30;
  private static final int GENERATION_SHIFT = 32;
  private static final int ACCOUNT = 0;
  private static final int POSITION = 1;
  private static final int RESERVATION = 2;
  private static final int KINDS = 4;

  /** Generation, kind and index of the effect that is the last about its key. */
  private final long[] slots;

  private final long hashSeed;

  /** Of an account; not shared, as it remembers its hash. */
  private final Text noKey = new Text();

  private int generation;

  LastMarks(int capacity, long hashSeed) {
    this.hashSeed = hashSeed;
    slots = new long[Integer.highestOneBit(capacity * 3) * 4];
  }

  void mark(Effect[] effects, int size) {
    generation++;
    if (generation == 0) {
      Arrays.fill(slots, 0);
      generation = 1;
    }
    for (int index = size - 1; index >= 0; index--) {
      Effect effect = effects[index];
      effect.account().lastInBatch(isFirst(effects, index, ACCOUNT));
      if (effect.position().present()) {
        effect.position().lastInBatch(isFirst(effects, index, POSITION));
      }
      if (effect.reservation().present()) {
        effect.reservation().lastInBatch(isFirst(effects, index, RESERVATION));
      }
    }
  }

  private boolean isFirst(Effect[] effects, int index, int kind) {
    Effect effect = effects[index];
    int slot = hash(effect, kind) & (slots.length - 1);
    while ((int) (slots[slot] >>> GENERATION_SHIFT) == generation) {
      Effect seen = effects[(int) (slots[slot] & INDEX_MASK)];
      if ((int) ((slots[slot] >>> KIND_SHIFT) & 3) == kind
          && seen.accountId() == effect.accountId()
          && key(seen, kind).equals(key(effect, kind))) {
        return false;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = ((long) generation << GENERATION_SHIFT) | ((long) kind << KIND_SHIFT) | index;
    return true;
  }

  private int hash(Effect effect, int kind) {
    return (int) Hashing.ofKey(hashSeed, KINDS * effect.accountId() + kind, key(effect, kind));
  }

  private Text key(Effect effect, int kind) {
    return switch (kind) {
      case ACCOUNT -> noKey;
      case POSITION -> effect.position().symbol();
      default -> effect.reservation().orderId();
    };
  }
}
