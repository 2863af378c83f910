package dev.ringfence.perf.commit;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.state.Decider;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.state.WindowSizes;

/** Batches of effects as a shard would commit them, one after the other, without the shard. */
final class DecidedOrders {
  private final Orders orders;
  private final ShardState state = new ShardState(WindowSizes.DEFAULT, 1);
  private final Decider decider = new Decider();
  private final Command slot = new Command();

  DecidedOrders(Orders orders) {
    this.orders = orders;
  }

  void next(EffectBatch batch, int size) {
    state.beginBatch(System.currentTimeMillis());
    batch.begin(state.batchNumber() + 1, state.timeMillis());
    for (int index = 0; index < size; index++) {
      slot.clear();
      orders.write(slot);
      Reason reason = decider.decide(state, slot, batch.timeMillis(), batch.next());
      if (reason != Reason.NONE) {
        throw new IllegalStateException("Refused, though nothing speaks against it: " + reason);
      }
      state.apply(batch.next());
      batch.add();
    }
    batch.markLast();
    state.commit(batch.number());
  }
}
