package dev.ringfence.journal;

import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import java.util.Arrays;

/**
 * Knows which accounts and positions of a batch are new although their last effect does not say so:
 * those that were opened earlier in the same batch. There are few, so that walking over them beats
 * a hash table.
 */
final class FirstSeen {
  private static final int INITIAL_CAPACITY = 64;

  private int[] accounts = new int[INITIAL_CAPACITY];
  private int accountCount;
  private int[] positions = new int[INITIAL_CAPACITY];
  private int positionCount;

  void read(EffectBatch batch) {
    accountCount = 0;
    positionCount = 0;
    for (int index = 0; index < batch.size(); index++) {
      Effect effect = batch.get(index);
      if (effect.account().statusBefore() == null && !effect.account().lastInBatch()) {
        accounts = withRoom(accounts, accountCount);
        accounts[accountCount++] = index;
      }
      if (effect.position().present()
          && effect.position().isNew()
          && !effect.position().lastInBatch()) {
        positions = withRoom(positions, positionCount);
        positions[positionCount++] = index;
      }
    }
  }

  boolean isAccountNew(EffectBatch batch, Effect last) {
    if (last.account().statusBefore() == null) {
      return true;
    }
    for (int seen = 0; seen < accountCount; seen++) {
      if (batch.get(accounts[seen]).accountId() == last.accountId()) {
        return true;
      }
    }
    return false;
  }

  boolean isPositionNew(EffectBatch batch, Effect last) {
    if (last.position().isNew()) {
      return true;
    }
    for (int seen = 0; seen < positionCount; seen++) {
      Effect first = batch.get(positions[seen]);
      if (first.accountId() == last.accountId()
          && first.position().symbol().equals(last.position().symbol())) {
        return true;
      }
    }
    return false;
  }

  private static int[] withRoom(int[] indexes, int count) {
    return count < indexes.length ? indexes : Arrays.copyOf(indexes, count * 2);
  }
}
