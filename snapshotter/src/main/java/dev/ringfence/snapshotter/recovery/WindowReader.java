package dev.ringfence.snapshotter.recovery;

import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.state.WindowSizes;
import dev.ringfence.snapshotter.layout.LiveShard;
import dev.ringfence.snapshotter.layout.RetiredShard;
import dev.ringfence.snapshotter.layout.ShardLayout;
import dev.ringfence.snapshotter.progress.RowCounter;
import dev.ringfence.snapshotter.rows.RowStream;
import dev.ringfence.snapshotter.rows.Snapshot;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * Reads the end of the ledger, oldest row first: the request ids accepted last, and the
 * reservations that ended last. After a reshard the end may reach back into the layout before,
 * whose shards had other members; their rows are put in order by time.
 */
final class WindowReader {
  private final ShardLayout layout;
  private final RecoveryConfig config;
  private final int window;
  private final RowCounter counter;
  private final Effect effect = new Effect();

  WindowReader(ShardLayout layout, RecoveryConfig config, RowCounter counter) {
    this.layout = layout;
    this.config = config;
    window = window(config);
    this.counter = counter;
  }

  /** The first row of today's layout that is read for a shard. */
  static long first(ShardLayout layout, RecoveryConfig config, LiveShard shard) {
    return Math.max(layout.firstSequence(), shard.sequence() - window(config) + 1);
  }

  /** The same, and 1 if nothing of the layout lies before it. */
  static long rememberedFrom(ShardLayout layout, RecoveryConfig config, LiveShard shard) {
    long first = first(layout, config, shard);
    return first > layout.firstSequence() ? first : 1;
  }

  /**
   * What of a shard's ledger lies before the windows and was not known yet; after a reshard also
   * all of what was before.
   *
   * @param knownTo the sequence up to which the shard's own ledger is known, and all before it; if
   *     none is, something below the first
   */
  static List<LedgerRange> unread(
      ShardLayout layout, RecoveryConfig config, LiveShard shard, long knownTo) {
    List<LedgerRange> ranges = new ArrayList<>();
    long begin = Math.max(layout.firstSequence(), knownTo + 1);
    ranges.add(new LedgerRange(shard.shardId(), begin, first(layout, config, shard) - 1));
    for (RetiredShard retired : knownTo < 0 ? layout.retired() : List.<RetiredShard>of()) {
      ranges.add(
          new LedgerRange(retired.shardId(), retired.firstSequence(), retired.lastSequence()));
    }
    ranges.removeIf(LedgerRange::isEmpty);
    return ranges;
  }

  private static int window(RecoveryConfig config) {
    WindowSizes windows = config.windows();
    return Math.min(config.windowRows(), Math.max(windows.accepted(), windows.closed()));
  }

  /**
   * Reads that of one shard.
   *
   * @param states that of an account, which is to be the shard's
   */
  void read(Snapshot snapshot, LiveShard shard, LongFunction<ShardState> states)
      throws SQLException {
    boolean reachesBack = shard.sequence() - window < layout.firstSequence() - 1;
    if (reachesBack && !layout.lastRetired().isEmpty()) {
      restore(snapshot, beforeReshard(shard), states);
    }
    long first = first(layout, config, shard);
    restore(
        snapshot,
        "SELECT %s FROM ledger WHERE shard_id = %d AND sequence >= %d ORDER BY sequence"
            .formatted(WindowRows.COLUMNS, shard.shardId(), first),
        states);
  }

  private void restore(Snapshot snapshot, String query, LongFunction<ShardState> states)
      throws SQLException {
    try (RowStream rows = snapshot.stream(query)) {
      while (rows.next()) {
        WindowRows.read(rows, effect);
        WindowRows.restore(effect, states.apply(effect.accountId()));
        counter.increment();
      }
    }
  }

  private String beforeReshard(LiveShard shard) {
    String ends =
        layout.lastRetired().stream().map(this::endOf).collect(Collectors.joining(" UNION ALL "));
    return "SELECT %s FROM (%s) ends WHERE account_id %% %d = %d ORDER BY occurred_at, shard_id, sequence"
        .formatted(WindowRows.COLUMNS, ends, layout.live().size(), shard.shardId());
  }

  private String endOf(RetiredShard shard) {
    long first = Math.max(shard.firstSequence(), shard.lastSequence() - window + 1);
    return "SELECT * FROM ledger WHERE shard_id = %d AND sequence BETWEEN %d AND %d"
        .formatted(shard.shardId(), first, shard.lastSequence());
  }
}
