package dev.ringfence.journal.relay;

/**
 * Where a shard and its relay are.
 *
 * @param cursor the last sequence that Kafka acknowledged
 * @param head the last sequence that was committed
 * @param epoch the epoch of the shard's owner
 */
record RelayProgress(long cursor, long head, long epoch) {
  long lag() {
    return Math.max(0, head - cursor);
  }
}
