package dev.ringfence.gateway.testing;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.effect.EffectType;

/** Batches as a shard commits them. */
public final class Batches {
  private Batches() {}

  /** One reservation of 1 after the other, the account's versions from one to another. */
  public static EffectBatch reserved(long accountId, long firstVersion, long lastVersion) {
    EffectBatch batch = new EffectBatch(0, (int) (lastVersion - firstVersion + 1));
    batch.begin(1, 1_700_000_000_000L);
    for (long version = firstVersion; version <= lastVersion; version++) {
      Effect effect = batch.next().type(EffectType.RESERVED).accountId(accountId).version(version);
      effect.timeMillis(batch.timeMillis());
      effect
          .account()
          .currency(CurrencyCode.parse("USD"))
          .status(AccountStatus.ACTIVE)
          .balance(9_000_000 - version * 10_000)
          .reserved(version * 10_000);
      effect.reservation().present(true).orderId().set("order-" + version);
      effect.reservation().amount(10_000).remaining(10_000).state(ReservationState.OPEN);
      batch.add();
    }
    return batch;
  }
}
