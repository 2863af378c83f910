package dev.ringfence.snapshotter.recovery;

import dev.ringfence.engine.state.ShardState;
import java.util.List;

/** A shard's memory, as PostgreSQL has it. */
public final class RecoveredShard {
  private final int shardId;
  private final long epoch;
  private final ShardState state;
  private final long rememberedFrom;
  private final List<LedgerRange> unread;

  RecoveredShard(
      int shardId, long epoch, ShardState state, long rememberedFrom, List<LedgerRange> unread) {
    this.shardId = shardId;
    this.epoch = epoch;
    this.state = state;
    this.rememberedFrom = rememberedFrom;
    this.unread = List.copyOf(unread);
  }

  public int shardId() {
    return shardId;
  }

  /** The epoch that owned the shard when it was read. */
  public long epoch() {
    return epoch;
  }

  /** All that it knows. */
  public ShardState state() {
    return state;
  }

  /** The sequence from which on it remembers what was accepted and what ended; 1 for all of it. */
  public long rememberedFrom() {
    return rememberedFrom;
  }

  /** What of its ledger lies before the windows: {@link OlderIds} reads it. */
  List<LedgerRange> unread() {
    return unread;
  }
}
