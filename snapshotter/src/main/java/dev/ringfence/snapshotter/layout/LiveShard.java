package dev.ringfence.snapshotter.layout;

/**
 * A shard of today, as its row says.
 *
 * @param shardId which shard
 * @param shardCount how many shards there are, by its own account
 * @param batch the last committed batch
 * @param sequence the last sequence in the ledger
 * @param timeMillis the time of the last batch
 */
public record LiveShard(int shardId, int shardCount, long batch, long sequence, long timeMillis) {}
