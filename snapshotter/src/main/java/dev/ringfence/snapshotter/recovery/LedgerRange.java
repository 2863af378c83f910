package dev.ringfence.snapshotter.recovery;

/**
 * Some rows of the ledger.
 *
 * @param shardId the shard that wrote them
 * @param first the first sequence
 * @param last the last one
 */
record LedgerRange(int shardId, long first, long last) {
  long rows() {
    return last - first + 1;
  }

  boolean isEmpty() {
    return first > last;
  }
}
