package dev.ringfence.gateway.kafka;

import java.util.ArrayDeque;

/**
 * The records of one account in one partition: one is decided, or waits for its next try, and the
 * others stand behind it in order.
 */
final class Lane {
  private final ArrayDeque<PendingRecord> records = new ArrayDeque<>();
  private boolean refused;
  private long refusedSinceNanos;

  /** Joins the lane; true if nobody is before it. */
  boolean enter(PendingRecord record) {
    records.add(record);
    return records.size() == 1;
  }

  /** The first one is done with the shard; returns who is next, null if there is nobody. */
  PendingRecord leave() {
    records.remove();
    return records.peek();
  }

  void onAccepted() {
    refused = false;
  }

  void onRefused(long nowNanos) {
    if (!refused) {
      refused = true;
      refusedSinceNanos = nowNanos;
    }
  }

  /**
   * Whether the record has waited for so long, while those before it were refused, that time has
   * had its chance: a hundred wrong records of one account wait together, not one after the other.
   */
  boolean hasWaited(PendingRecord record, long nanos, long nowNanos) {
    return refused
        && nowNanos - refusedSinceNanos >= nanos
        && nowNanos - record.takenNanos() >= nanos;
  }
}
