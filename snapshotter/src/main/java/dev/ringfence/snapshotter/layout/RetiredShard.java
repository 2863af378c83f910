package dev.ringfence.snapshotter.layout;

/**
 * A shard that a reshard ended, and the sequences that it wrote.
 *
 * @param shardId which shard
 * @param shardCount how many there were
 * @param firstSequence where its layout began
 * @param lastSequence the last it wrote
 */
public record RetiredShard(int shardId, int shardCount, long firstSequence, long lastSequence) {}
