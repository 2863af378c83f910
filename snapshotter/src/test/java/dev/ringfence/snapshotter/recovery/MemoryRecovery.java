package dev.ringfence.snapshotter.recovery;

import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.state.AcceptedIds;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.state.WindowSizes;
import dev.ringfence.journal.MemoryTables;
import dev.ringfence.journal.MemoryTables.AccountRow;
import dev.ringfence.journal.MemoryTables.PositionRow;
import dev.ringfence.journal.MemoryTables.ReservationRow;
import dev.ringfence.journal.MemoryTables.ShardRow;
import dev.ringfence.snapshotter.layout.LiveShard;
import dev.ringfence.snapshotter.layout.ShardLayout;
import java.util.List;
import java.util.function.UnaryOperator;

/** Builds a shard from tables in memory, in the order in which {@link RecoveryScan} does. */
public final class MemoryRecovery {
  private static final int ROWS_PER_PORTION = 20;

  private final MemoryTables tables;
  private final WindowSizes windows;
  private final UnaryOperator<ReservationRow> reading;

  public MemoryRecovery(MemoryTables tables, WindowSizes windows) {
    this(tables, windows, UnaryOperator.identity());
  }

  /** Reads reservations otherwise than they are: for a test of the tests. */
  public MemoryRecovery(
      MemoryTables tables, WindowSizes windows, UnaryOperator<ReservationRow> reading) {
    this.tables = tables;
    this.windows = windows;
    this.reading = reading;
  }

  /** What a process knows of the shard's past, for all its lives there. */
  public static ShardHistory history(int shardId, WindowSizes windows, long hashSeed) {
    return new ShardHistory(shardId, AcceptedIds.of(windows, hashSeed));
  }

  /** A state that nobody had before. */
  public ShardState recover(int shardId, long hashSeed) {
    return recover(history(shardId, windows, hashSeed), hashSeed);
  }

  public ShardState recover(ShardHistory history, long hashSeed) {
    int shardId = history.shardId();
    ShardState state = new ShardState(windows, hashSeed, history.ids());
    for (AccountRow row : tables.accounts().values()) {
      if (isOf(shardId, row.accountId())) {
        state.restoreAccount(
            row.accountId(),
            row.currency(),
            row.status(),
            row.balance(),
            row.reserved(),
            row.version());
      }
    }
    for (PositionRow row : tables.positions().values()) {
      if (isOf(shardId, row.accountId())) {
        state.restorePosition(
            row.accountId(), text(row.symbol()), row.quantity(), row.reserved(), row.cost());
      }
    }
    for (ReservationRow stored : tables.reservations().values()) {
      ReservationRow row = reading.apply(stored);
      if (isOf(shardId, row.accountId())) {
        state.restoreReservation(
            row.accountId(),
            text(row.orderId()),
            text(row.symbol()),
            row.opened(),
            row.amount(),
            row.remaining(),
            ReservationState.OPEN,
            row.expiresAtMillis());
      }
    }
    ShardRow shard = tables.shard(shardId);
    LiveShard live =
        new LiveShard(
            shardId, tables.shardCount(), shard.batch(), shard.sequence(), shard.timeMillis());
    ShardLayout layout = new ShardLayout(List.of(live), List.of());
    RecoveryConfig config = new RecoveryConfig(tables.shardCount(), windows, 1);
    long windowBegin = WindowReader.first(layout, config, live);
    for (Effect effect : rows(shard, windowBegin, shard.sequence())) {
      WindowRows.restore(effect, state);
    }
    history.recovered(layout, config, live);
    readOlderIds(shard, history, hashSeed);
    state.restoreLog(shard.batch(), shard.sequence(), shard.timeMillis());
    return state;
  }

  /** At times they are all known at once, at times some more of them with each life. */
  private static void readOlderIds(ShardRow shard, ShardHistory history, long hashSeed) {
    boolean all = hashSeed % 2 == 0;
    LedgerRange portion = history.next(ROWS_PER_PORTION);
    while (portion != null) {
      long ids = 0;
      for (Effect effect : rows(shard, portion.first(), portion.last())) {
        if (!effect.requestId().isEmpty()) {
          history.ids().add(effect.accountId(), effect.requestId());
          ids++;
        }
      }
      history.known(portion, ids);
      portion = all ? history.next(ROWS_PER_PORTION) : null;
    }
  }

  private static List<Effect> rows(ShardRow shard, long first, long last) {
    // A planted defect may have left fewer.
    int to = (int) Math.min(last, shard.ledger().size());
    return shard.ledger().subList((int) Math.min(first - 1, to), to);
  }

  private boolean isOf(int shardId, long accountId) {
    return accountId % tables.shardCount() == shardId;
  }

  private static Text text(String value) {
    Text text = new Text();
    if (!value.isEmpty()) {
      text.set(value);
    }
    return text;
  }
}
