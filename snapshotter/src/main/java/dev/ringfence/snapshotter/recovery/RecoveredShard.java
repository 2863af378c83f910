package dev.ringfence.snapshotter.recovery;

import dev.ringfence.engine.state.ShardState;

/** A shard's memory, as PostgreSQL has it. */
public final class RecoveredShard {
  private final int shardId;
  private final ShardState state;
  private final long rememberedFrom;
  private final ShardHistory history;

  RecoveredShard(int shardId, ShardState state, long rememberedFrom, ShardHistory history) {
    this.shardId = shardId;
    this.state = state;
    this.rememberedFrom = rememberedFrom;
    this.history = history;
  }

  public int shardId() {
    return shardId;
  }

  /** All that it knows. */
  public ShardState state() {
    return state;
  }

  /** The sequence from which on it remembers what was accepted and what ended; 1 for all of it. */
  public long rememberedFrom() {
    return rememberedFrom;
  }

  /**
   * What is known, and yet to be read, of what lies before the windows: for a {@link Historian}.
   */
  public ShardHistory history() {
    return history;
  }
}
