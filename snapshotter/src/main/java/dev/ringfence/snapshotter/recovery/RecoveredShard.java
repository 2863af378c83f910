package dev.ringfence.snapshotter.recovery;

import dev.ringfence.engine.state.ShardState;

/**
 * A shard's memory, as PostgreSQL has it.
 *
 * @param shardId which shard
 * @param epoch the epoch that owned the shard when it was read
 * @param state all that it knows
 */
public record RecoveredShard(int shardId, long epoch, ShardState state) {}
