package dev.ringfence.journal;

/**
 * Who has a shard that somebody else waits for.
 *
 * @param name the owner's, as it was given
 * @param silentMillis how long ago it said that it lives, by the clock of the database
 * @param batch the last that it has committed: whoever takes the shard must find it there
 */
public record ShardHolder(String name, long silentMillis, long batch) {}
