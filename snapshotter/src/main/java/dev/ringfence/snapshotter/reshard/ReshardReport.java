package dev.ringfence.snapshotter.reshard;

/**
 * What a reshard did.
 *
 * @param shardsBefore how many shards there were
 * @param shards how many there are
 * @param firstSequence where all of them go on counting
 * @param movedAccounts accounts that belong to another shard now
 * @param movedPositions their positions
 * @param movedReservations their reservations
 */
public record ReshardReport(
    int shardsBefore,
    int shards,
    long firstSequence,
    long movedAccounts,
    long movedPositions,
    long movedReservations) {}
