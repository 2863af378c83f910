package dev.ringfence.snapshotter.verify;

import dev.ringfence.snapshotter.rows.RowStream;
import java.sql.SQLException;

/** What ledger and outbox have in common. */
final class LogRow implements Place {
  private int shardId;
  private long sequence;
  private long accountId;
  private long version;
  private int type;
  private long occurredAtMillis;

  /** Reads the next row; false, and behind all others, if there is none. */
  boolean read(RowStream rows) throws SQLException {
    if (!rows.next()) {
      shardId = Integer.MAX_VALUE;
      return false;
    }
    shardId = rows.int4();
    sequence = rows.int8();
    accountId = rows.int8();
    version = rows.int8();
    type = rows.int2();
    occurredAtMillis = rows.millis();
    return true;
  }

  boolean isNothingLeft() {
    return shardId == Integer.MAX_VALUE;
  }

  boolean isAt(int expectedShardId, long expectedSequence) {
    return shardId == expectedShardId && sequence == expectedSequence;
  }

  int compare(LogRow other) {
    int byShard = Integer.compare(shardId, other.shardId);
    return byShard != 0 ? byShard : Long.compare(sequence, other.sequence);
  }

  long sequence() {
    return sequence;
  }

  int type() {
    return type;
  }

  long occurredAtMillis() {
    return occurredAtMillis;
  }

  @Override
  public long accountId() {
    return accountId;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public String describe() {
    return "shard %d, sequence %d (account %d, version %d)"
        .formatted(shardId, sequence, accountId, version);
  }
}
