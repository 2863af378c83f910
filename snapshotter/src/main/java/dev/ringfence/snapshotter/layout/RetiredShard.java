package dev.ringfence.snapshotter.layout;

/**
 * A shard that a reshard ended, and the sequences that it wrote.
 *
 * @param shardId which shard
 * @param firstSequence where its layout began
 * @param lastSequence the last it wrote
 * @param shardCount how many shards there were: accounts belonged to account id modulo that
 */
public record RetiredShard(int shardId, long firstSequence, long lastSequence, int shardCount) {}
