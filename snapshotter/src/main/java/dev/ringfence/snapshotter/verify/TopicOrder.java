package dev.ringfence.snapshotter.verify;

import java.util.HashMap;
import java.util.Map;
import org.agrona.collections.Long2LongHashMap;

/**
 * What was seen of each account in the topic: its last version, and its partition. That is all that
 * a verification keeps in memory: 16 bytes per account in a table that is a third to two thirds
 * full, so 25 to 50 bytes, and twice that for a moment when the table grows.
 */
final class TopicOrder {
  private static final int PARTITION_BITS = 16;
  private static final long PARTITION_MASK = (1L << PARTITION_BITS) - 1;
  private static final long NOT_SEEN = 0;

  private final Long2LongHashMap accounts = new Long2LongHashMap(NOT_SEEN);

  /** By partition and shard: the sequence of the first event that retention has left. */
  private final Map<Long, Long> firstSequences = new HashMap<>();

  private final TopicLetters letters;
  private long duplicates;

  TopicOrder(TopicLetters letters) {
    this.letters = letters;
  }

  /**
   * Takes the next event of its partition.
   *
   * @return whether it is the first of its account, and not version 1
   */
  boolean add(TopicEvent event, Tally tally) {
    firstSequences.putIfAbsent(place(event.partition(), event.shardId()), event.sequence());
    long seen = accounts.get(event.accountId());
    if (seen == NOT_SEEN) {
      put(event);
      return event.version() > 1;
    }
    int partition = (int) (seen & PARTITION_MASK);
    tally.number(Check.EVENTS_PUBLISHED, event, "partition", partition, event.partition());
    long last = seen >>> PARTITION_BITS;
    if (event.version() <= last) {
      duplicates++;
      return false;
    }
    // A dead letter may have been sent back since, before the account changed again.
    if (event.version() != last + 1) {
      long expected = letters.nextAlive(event.accountId(), last + 1);
      tally.number(Check.EVENTS_PUBLISHED, event, "next version", expected, event.version());
    }
    put(event);
    return false;
  }

  private void put(TopicEvent event) {
    accounts.put(event.accountId(), event.version() << PARTITION_BITS | event.partition());
  }

  /** The last version that was seen of the account; 0 if none was. */
  long lastVersion(long accountId) {
    return accounts.get(accountId) >>> PARTITION_BITS;
  }

  int partition(long accountId) {
    return (int) (accounts.get(accountId) & PARTITION_MASK);
  }

  /** Whether an event must still be there if only the oldest of its partition were removed. */
  boolean isYoungerThanRetention(int partition, int shardId, long sequence) {
    Long first = firstSequences.get(place(partition, shardId));
    return first != null && sequence >= first;
  }

  /** How many events came again. */
  long duplicates() {
    return duplicates;
  }

  int accounts() {
    return accounts.size();
  }

  private static long place(int partition, int shardId) {
    return (long) partition << Integer.SIZE | (shardId & 0xFFFFFFFFL);
  }
}
