package dev.ringfence.journal;

/**
 * Where a shard's log ends.
 *
 * @param batch the number of the last batch
 * @param sequence the sequence of the last effect
 * @param timeMillis the time of the last batch; 0 if there was none
 */
public record ShardPosition(long batch, long sequence, long timeMillis) {}
