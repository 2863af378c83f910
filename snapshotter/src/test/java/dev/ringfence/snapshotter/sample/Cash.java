package dev.ringfence.snapshotter.sample;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.state.StateVisitor;

/** Adds up what is free and reserved in all accounts of a shard. */
public final class Cash implements StateVisitor {
  private long total;

  private Cash() {}

  public static long of(ShardState state) {
    Cash cash = new Cash();
    state.visit(cash);
    return cash.total;
  }

  @Override
  public void onAccount(
      long accountId,
      long currency,
      AccountStatus status,
      long balance,
      long reserved,
      long version) {
    total += balance + reserved;
  }
}
