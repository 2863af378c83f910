package dev.ringfence.snapshotter.recovery;

import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.state.WindowSizes;
import dev.ringfence.journal.MemoryTables;
import dev.ringfence.journal.MemoryTables.AccountRow;
import dev.ringfence.journal.MemoryTables.PositionRow;
import dev.ringfence.journal.MemoryTables.ReservationRow;
import dev.ringfence.journal.MemoryTables.ShardRow;
import java.util.List;
import java.util.function.UnaryOperator;

/** Builds a shard from tables in memory, in the order in which {@link RecoveryScan} does. */
public final class MemoryRecovery {
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

  public ShardState recover(int shardId, long hashSeed) {
    ShardState state = new ShardState(windows, hashSeed);
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
      if (isOf(shardId, row.accountId()) && row.state() == ReservationState.OPEN) {
        state.restoreReservation(
            row.accountId(),
            text(row.orderId()),
            text(row.symbol()),
            row.opened(),
            row.amount(),
            row.remaining(),
            row.state(),
            row.expiresAtMillis());
      }
    }
    ShardRow shard = tables.shard(shardId);
    int rows = Math.max(windows.accepted(), windows.closed());
    List<Effect> ledger = shard.ledger();
    int windowBegin = Math.max(0, ledger.size() - rows);
    restoreOlderIds(ledger.subList(0, windowBegin), state, hashSeed);
    ledger.subList(windowBegin, ledger.size()).forEach(effect -> WindowRows.restore(effect, state));
    state.restoreLog(shard.batch(), shard.sequence(), shard.timeMillis());
    return state;
  }

  /** At times they are all known at once, at times never, so that everything must be looked up. */
  private static void restoreOlderIds(List<Effect> older, ShardState state, long hashSeed) {
    if (hashSeed % 2 != 0) {
      state.acceptedIds().expectMore();
      return;
    }
    for (Effect effect : older) {
      state.acceptedIds().add(effect.accountId(), effect.requestId());
    }
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
