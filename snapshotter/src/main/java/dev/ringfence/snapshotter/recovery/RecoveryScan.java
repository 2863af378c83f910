package dev.ringfence.snapshotter.recovery;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.journal.CrashPoint;
import dev.ringfence.snapshotter.layout.LiveShard;
import dev.ringfence.snapshotter.layout.ShardLayout;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.progress.RowCounter;
import dev.ringfence.snapshotter.rows.RowStream;
import dev.ringfence.snapshotter.rows.Snapshot;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Reads the rows of some shards over one connection. */
final class RecoveryScan {
  private final ShardLayout layout;
  private final List<LiveShard> shards;
  private final RecoveryConfig config;
  private final RowCounter counter;
  private final int shardCount;
  private final IntFunction<ShardHistory> histories;

  /** By shard id; null for those of others. */
  private final ShardState[] states;

  private final Text text = new Text();
  private final Text symbol = new Text();

  RecoveryScan(
      ShardLayout layout,
      List<LiveShard> shards,
      RecoveryConfig config,
      long hashSeed,
      IntFunction<ShardHistory> histories,
      Progress progress) {
    this.layout = layout;
    this.shards = shards;
    this.config = config;
    this.histories = histories;
    counter = new RowCounter(progress);
    shardCount = layout.live().size();
    states = new ShardState[shardCount];
    for (LiveShard shard : shards) {
      states[shard.shardId()] =
          new ShardState(config.windows(), hashSeed, histories.apply(shard.shardId()).ids());
    }
  }

  void run(Snapshot snapshot) throws SQLException {
    readAccounts(snapshot);
    CrashPoint.DURING_RECOVERY.reached();
    readPositions(snapshot);
    readOpenReservations(snapshot);
    new WindowReader(layout, config, counter).read(snapshot, shards, states);
    for (LiveShard shard : shards) {
      histories.apply(shard.shardId()).recovered(layout, config, shard);
      states[shard.shardId()].restoreLog(shard.batch(), shard.sequence(), shard.timeMillis());
    }
    counter.flush();
  }

  List<RecoveredShard> recovered() {
    return shards.stream()
        .map(
            shard ->
                new RecoveredShard(
                    shard.shardId(),
                    shard.epoch(),
                    states[shard.shardId()],
                    WindowReader.rememberedFrom(layout, config, shard),
                    histories.apply(shard.shardId())))
        .toList();
  }

  private void readAccounts(Snapshot snapshot) throws SQLException {
    try (RowStream rows =
        snapshot.stream(
            "SELECT account_id, currency, status, balance, reserved, version FROM accounts"
                + " WHERE "
                + ofMyShards())) {
      while (rows.next()) {
        long accountId = rows.int8();
        stateOf(accountId)
            .restoreAccount(
                accountId,
                rows.currency(),
                AccountStatus.ofCode(rows.int2()),
                rows.units(),
                rows.units(),
                rows.int8());
        counter.increment();
      }
    }
  }

  private void readPositions(Snapshot snapshot) throws SQLException {
    try (RowStream rows =
        snapshot.stream(
            "SELECT account_id, symbol, quantity, reserved_quantity, cost FROM positions"
                + " WHERE "
                + ofMyShards())) {
      while (rows.next()) {
        long accountId = rows.int8();
        rows.text(symbol);
        stateOf(accountId)
            .restorePosition(accountId, symbol, rows.units(), rows.units(), rows.units());
        counter.increment();
      }
    }
  }

  private void readOpenReservations(Snapshot snapshot) throws SQLException {
    try (RowStream rows =
        snapshot.stream(
            "SELECT account_id, order_id, symbol, opened_sequence, amount, remaining, expires_at"
                + " FROM reservations WHERE "
                + ofMyShards())) {
      while (rows.next()) {
        long accountId = rows.int8();
        rows.text(text);
        rows.textOrEmpty(symbol);
        stateOf(accountId)
            .restoreReservation(
                accountId,
                text,
                symbol,
                rows.int8(),
                rows.units(),
                rows.units(),
                ReservationState.OPEN,
                rows.millisOrZero());
        counter.increment();
      }
    }
  }

  /** The column is trusted for the filter only; who owns an account is told by its number. */
  private ShardState stateOf(long accountId) {
    ShardState state = states[(int) (accountId % shardCount)];
    if (state == null) {
      throw new IllegalStateException(
          "Account " + accountId + " carries the number of a wrong shard. Run: ringfence verify");
    }
    return state;
  }

  private String ofMyShards() {
    if (shards.size() == shardCount) {
      return "true";
    }
    return shards.stream()
        .map(shard -> Integer.toString(shard.shardId()))
        .collect(Collectors.joining(", ", "shard_id IN (", ")"));
  }
}
