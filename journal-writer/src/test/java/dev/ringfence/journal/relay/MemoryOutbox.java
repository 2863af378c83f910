package dev.ringfence.journal.relay;

import dev.ringfence.journal.MemoryTables;
import dev.ringfence.journal.MemoryTables.ShardRow;
import dev.ringfence.journal.Mishaps;
import dev.ringfence.journal.Mishaps.Point;
import java.sql.SQLException;
import java.util.List;

/** The outbox of one shard in tables in memory. */
final class MemoryOutbox implements Outbox {
  private final MemoryTables tables;
  private final int shardId;
  private final int batchRows;
  private final Mishaps mishaps;

  MemoryOutbox(MemoryTables tables, int shardId, int batchRows, Mishaps mishaps) {
    this.tables = tables;
    this.shardId = shardId;
    this.batchRows = batchRows;
    this.mishaps = mishaps;
  }

  @Override
  public RelayProgress progress() throws SQLException {
    return mishaps.call(
        Point.OUTBOX_PROGRESS,
        () -> {
          ShardRow shard = tables.shard(shardId);
          return new RelayProgress(shard.cursor(), shard.sequence(), shard.epoch());
        });
  }

  @Override
  public boolean claim() {
    return true;
  }

  @Override
  public List<OutboxRow> readAfter(long cursor, long epoch) throws SQLException {
    return mishaps.call(
        Point.OUTBOX_READ,
        () ->
            tables.outboxAfter(shardId, cursor, epoch, batchRows).stream()
                .map(
                    event ->
                        new OutboxRow(
                            event.sequence(),
                            event.accountId(),
                            event.version(),
                            event.type(),
                            event.timeMillis(),
                            event.payload().toByteArray()))
                .toList());
  }

  @Override
  public boolean moveCursor(long from, long to, long epoch) throws SQLException {
    return mishaps.call(Point.CURSOR, () -> tables.moveCursor(shardId, from, to, epoch));
  }

  @Override
  public int trim(long cursor) {
    return 0;
  }

  @Override
  public void close() {}
}
