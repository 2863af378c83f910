package dev.ringfence.snapshotter.verify;

import dev.ringfence.snapshotter.layout.LiveShard;
import dev.ringfence.snapshotter.layout.ShardLayout;
import dev.ringfence.snapshotter.rows.RowStream;
import dev.ringfence.snapshotter.rows.Snapshot;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** Walks the ledger in the order of commit, and the outbox beside it. */
final class SequencePass implements Pass {
  private static final String CURSORS = "SELECT shard_id, sequence FROM relay_cursors";
  private static final String LEDGER =
      "SELECT shard_id, sequence, account_id, version, type, occurred_at FROM ledger"
          + " ORDER BY shard_id, sequence";
  private static final String OUTBOX =
      "SELECT shard_id, sequence, account_id, version, type, occurred_at FROM outbox"
          + " ORDER BY shard_id, sequence";

  private final ShardLayout layout;
  private final LogRow ledgerRow = new LogRow();
  private final LogRow outboxRow = new LogRow();

  SequencePass(ShardLayout layout) {
    this.layout = layout;
  }

  @Override
  public Set<Check> checks() {
    return EnumSet.of(
        Check.SEQUENCES_GAPLESS, Check.TIME_GOES_ON, Check.LEDGER_SHARDED, Check.OUTBOX_COMPLETE);
  }

  @Override
  public void run(Snapshot first, Snapshot second, Tally tally) throws SQLException {
    Iterator<SequenceRange> ranges = SequenceRange.of(layout, readCursors(first, tally)).iterator();
    try (RowStream ledger = first.stream(LEDGER);
        RowStream outbox = second.stream(OUTBOX)) {
      outboxRow.read(outbox);
      while (ranges.hasNext()) {
        walk(ranges.next(), ledger, outbox, tally);
      }
      if (ledgerRow.read(ledger)) {
        throw tally.diverged(
            Check.SEQUENCES_GAPLESS,
            ledgerRow,
            "ledger.sequence",
            "no row, as shards.sequence and retired_shards tell",
            ledgerRow.describe());
      }
      if (!outboxRow.isNothingLeft()) {
        throw withoutLedger(tally);
      }
    }
  }

  private void walk(SequenceRange range, RowStream ledger, RowStream outbox, Tally tally)
      throws SQLException {
    long beforeMillis = Long.MIN_VALUE;
    for (long sequence = range.first(); sequence <= range.last(); sequence++) {
      boolean present = ledgerRow.read(ledger);
      if (!present || !ledgerRow.isAt(range.shardId(), sequence)) {
        throw tally.diverged(
            Check.SEQUENCES_GAPLESS,
            present ? ledgerRow : () -> "shard " + range.shardId(),
            "ledger.sequence",
            "shard " + range.shardId() + ", sequence " + sequence,
            present ? ledgerRow.describe() : "the end of the ledger");
      }
      tally.row();
      tally.count(Check.SEQUENCES_GAPLESS);
      tally.number(
          Check.LEDGER_SHARDED,
          ledgerRow,
          "ledger.shard_id",
          ledgerRow.accountId() % range.shardCount(),
          range.shardId());
      tally.count(Check.LEDGER_SHARDED);
      beforeMillis = timeBehind(beforeMillis, tally);
      matchOutbox(range, outbox, tally);
    }
    if (beforeMillis > lastMillis(range)) {
      throw tally.diverged(
          Check.TIME_GOES_ON,
          ledgerRow,
          "shards.batch_at",
          Instant.ofEpochMilli(beforeMillis) + " or later",
          Instant.ofEpochMilli(lastMillis(range)).toString());
    }
  }

  private long timeBehind(long beforeMillis, Tally tally) {
    long nowMillis = ledgerRow.occurredAtMillis();
    if (nowMillis < beforeMillis) {
      throw tally.diverged(
          Check.TIME_GOES_ON,
          ledgerRow,
          "ledger.occurred_at",
          Instant.ofEpochMilli(beforeMillis) + " or later",
          Instant.ofEpochMilli(nowMillis).toString());
    }
    tally.count(Check.TIME_GOES_ON);
    return nowMillis;
  }

  /** The time of the shard's last batch, if the range is not of a layout of before. */
  private long lastMillis(SequenceRange range) {
    return range.first() == layout.firstSequence()
        ? layout.live().get(range.shardId()).timeMillis()
        : Long.MAX_VALUE;
  }

  private void matchOutbox(SequenceRange range, RowStream outbox, Tally tally) throws SQLException {
    int order = outboxRow.compare(ledgerRow);
    if (order < 0) {
      throw withoutLedger(tally);
    }
    if (order == 0) {
      Check complete = Check.OUTBOX_COMPLETE;
      tally.number(
          complete, ledgerRow, "outbox.account_id", ledgerRow.accountId(), outboxRow.accountId());
      tally.number(complete, ledgerRow, "outbox.version", ledgerRow.version(), outboxRow.version());
      tally.number(complete, ledgerRow, "outbox.type", ledgerRow.type(), outboxRow.type());
      tally.number(
          complete,
          ledgerRow,
          "outbox.occurred_at",
          ledgerRow.occurredAtMillis(),
          outboxRow.occurredAtMillis());
      tally.count(complete);
      tally.row();
      outboxRow.read(outbox);
    } else if (ledgerRow.sequence() > range.published()) {
      throw tally.diverged(
          Check.OUTBOX_COMPLETE,
          ledgerRow,
          "outbox row",
          "a row, as the relay is at " + range.published(),
          "no row");
    }
  }

  private DivergedException withoutLedger(Tally tally) {
    return tally.diverged(
        Check.OUTBOX_COMPLETE, outboxRow, "outbox row", "no row, as the ledger has none", "a row");
  }

  private Map<Integer, Long> readCursors(Snapshot snapshot, Tally tally) throws SQLException {
    Map<Integer, Long> cursors = new HashMap<>();
    try (RowStream rows = snapshot.stream(CURSORS)) {
      while (rows.next()) {
        cursors.put(rows.int4(), rows.int8());
      }
    }
    for (LiveShard shard : layout.live()) {
      long cursor = cursors.getOrDefault(shard.shardId(), 0L);
      if (cursor > shard.sequence()) {
        throw tally.diverged(
            Check.OUTBOX_COMPLETE,
            () -> "shard " + shard.shardId(),
            "relay_cursors.sequence",
            "at most " + shard.sequence(),
            Long.toString(cursor));
      }
    }
    return cursors;
  }
}
