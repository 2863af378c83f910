package dev.ringfence.perf.simulation;

import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.state.WindowSizes;
import dev.ringfence.journal.MemoryTables.BatchRecord;
import dev.ringfence.journal.MemoryTables.ReservationRow;
import dev.ringfence.journal.MemoryTables.ShardRow;
import dev.ringfence.snapshotter.recovery.MemoryRecovery;
import dev.ringfence.snapshotter.recovery.ShardHistory;
import java.util.List;

/** Builds shards from the tables, with a defect where one is planted. */
final class Recoveries {
  private final House house;

  private Recoveries(House house) {
    this.house = house;
  }

  static Recoveries of(House house) {
    return new Recoveries(house);
  }

  /** What a process that begins knows of a shard's past: nothing. */
  ShardHistory history(int shardId, long hashSeed) {
    return MemoryRecovery.history(shardId, windows(shardId), hashSeed);
  }

  ShardState recover(int shardId, ShardHistory history, long hashSeed) {
    if (house.plan().mutation() == Mutation.RECOVERY_DROPS_NEWEST_BATCH) {
      return withoutNewest(shardId, hashSeed);
    }
    return new MemoryRecovery(house.tables(), windows(shardId), this::read)
        .recover(history, hashSeed);
  }

  /** As the tables are, whatever is planted. */
  ShardState truth(int shardId) {
    return new MemoryRecovery(house.tables(), windows(shardId)).recover(shardId, 7);
  }

  private WindowSizes windows(int shardId) {
    return house.setup().shard(shardId).windows();
  }

  private ReservationRow read(ReservationRow row) {
    return house.plan().mutation() == Mutation.LOST_EXPIRY ? withoutExpiry(row) : row;
  }

  private static ReservationRow withoutExpiry(ReservationRow row) {
    return new ReservationRow(
        row.accountId(),
        row.orderId(),
        row.symbol(),
        row.opened(),
        row.amount(),
        row.remaining(),
        0);
  }

  private ShardState withoutNewest(int shardId, long hashSeed) {
    ShardRow shard = house.tables().shard(shardId);
    List<BatchRecord> batches = shard.batches();
    int dropped = batches.isEmpty() ? 0 : batches.getLast().effects();
    ShardState state = new ShardState(windows(shardId), hashSeed);
    for (Effect effect : shard.ledger().subList(0, shard.ledger().size() - dropped)) {
      state.apply(effect);
    }
    state.restoreLog(shard.batch(), state.sequence(), shard.timeMillis());
    return state;
  }
}
