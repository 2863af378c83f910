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

/** Reads the rows of one shard over one connection. */
final class RecoveryScan {
  private final ShardLayout layout;
  private final LiveShard shard;
  private final RecoveryConfig config;
  private final RowCounter counter;
  private final int shardCount;
  private final ShardHistory history;
  private final ShardState state;
  private final Text text = new Text();
  private final Text symbol = new Text();

  RecoveryScan(
      ShardLayout layout,
      LiveShard shard,
      RecoveryConfig config,
      long hashSeed,
      ShardHistory history,
      Progress progress) {
    this.layout = layout;
    this.shard = shard;
    this.config = config;
    this.history = history;
    counter = new RowCounter(progress);
    shardCount = layout.live().size();
    state = new ShardState(config.windows(), hashSeed, history.ids());
  }

  RecoveredShard run(Snapshot snapshot) throws SQLException {
    readAccounts(snapshot);
    CrashPoint.DURING_RECOVERY.reached();
    readPositions(snapshot);
    readOpenReservations(snapshot);
    new WindowReader(layout, config, counter).read(snapshot, shard, this::stateOf);
    history.recovered(layout, config, shard);
    state.restoreLog(shard.batch(), shard.sequence(), shard.timeMillis());
    counter.flush();
    return new RecoveredShard(
        shard.shardId(), state, WindowReader.rememberedFrom(layout, config, shard), history);
  }

  private void readAccounts(Snapshot snapshot) throws SQLException {
    try (RowStream rows =
        snapshot.stream(
            "SELECT account_id, currency, status, balance, reserved, version FROM accounts"
                + " WHERE "
                + ofMyShard())) {
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
                + ofMyShard())) {
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
                + ofMyShard())) {
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
    if (accountId % shardCount != shard.shardId()) {
      throw new IllegalStateException(
          "Account " + accountId + " carries the number of a wrong shard. Run: ringfence verify");
    }
    return state;
  }

  private String ofMyShard() {
    return shardCount == 1 ? "true" : "shard_id = " + shard.shardId();
  }
}
