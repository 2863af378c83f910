package dev.ringfence.gateway.kafka;

import dev.ringfence.journal.letters.Letter;
import dev.ringfence.journal.letters.RecordBytes;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The records of one partition that are under way. They end in any order; the offset that may be
 * committed is that of the oldest that has not ended. Those that must keep their order within an
 * account stand in its lane.
 */
final class PartitionWindow implements Letter.Origin {
  private static final long NOTHING = -1;

  private final TopicPartition partition;
  private final ArrayDeque<PendingRecord> records = new ArrayDeque<>();
  private final Map<Long, Lane> lanes = new HashMap<>();
  private long bytes;
  private int outside;
  private boolean closed;
  private boolean paused;
  private long endOffset = NOTHING;
  private Optional<Integer> leaderEpoch = Optional.empty();
  private long committing = NOTHING;

  PartitionWindow(TopicPartition partition) {
    this.partition = partition;
  }

  /** Of which nothing was read, whatever was committed: that is to be committed, too. */
  static PartitionWindow fromTheFirst(TopicPartition partition) {
    PartitionWindow window = new PartitionWindow(partition);
    window.endOffset = 0;
    return window;
  }

  TopicPartition partition() {
    return partition;
  }

  void add(PendingRecord pending) {
    records.add(pending);
    bytes += RecordBytes.of(pending.record());
    endOffset = pending.record().offset() + 1;
    leaderEpoch = pending.record().leaderEpoch();
  }

  /** The account's lane. */
  Lane lane(long accountId) {
    return lanes.computeIfAbsent(accountId, _ -> new Lane());
  }

  /** Nobody stands in it any more. */
  void closeLane(long accountId) {
    lanes.remove(accountId);
  }

  boolean isPaused() {
    return paused;
  }

  void paused(boolean now) {
    paused = now;
  }

  /** Something went to a shard, or to the dead letters. */
  @Override
  public void sent() {
    outside++;
  }

  @Override
  public void returned() {
    outside--;
  }

  boolean isQuiet() {
    return outside == 0;
  }

  int size() {
    forgetDone();
    return records.size();
  }

  boolean isFull(IngressConfig config) {
    forgetDone();
    return records.size() >= config.windowRecords() || bytes >= config.windowBytes();
  }

  boolean hasRoom(IngressConfig config) {
    forgetDone();
    return records.size() <= config.windowRecords() / 2 && bytes <= config.windowBytes() / 2;
  }

  /** The oldest that has not ended; null if there is none. */
  PendingRecord oldest() {
    forgetDone();
    return records.peek();
  }

  /** What to commit; null if it is on its way already, or nothing was read. */
  OffsetAndMetadata nextCommit() {
    PendingRecord oldest = oldest();
    long offset = oldest == null ? endOffset : oldest.record().offset();
    if (offset == committing || endOffset == NOTHING) {
      return null;
    }
    committing = offset;
    return new OffsetAndMetadata(offset, leaderEpoch, "");
  }

  /** The commit failed: the next one is to be sent even if it is the same. */
  void commitFailed() {
    committing = NOTHING;
  }

  /** Another has the partition: whatever still comes back is of no interest. */
  void close() {
    closed = true;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  /** Those behind one that has not ended must wait for it. */
  private void forgetDone() {
    while (!records.isEmpty() && records.peek().isDone()) {
      bytes -= RecordBytes.of(records.remove().record());
    }
  }
}
