package dev.ringfence.snapshotter.recovery;

import dev.ringfence.engine.state.AcceptedIds;
import dev.ringfence.snapshotter.layout.LiveShard;
import dev.ringfence.snapshotter.layout.ShardLayout;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What this process knows of all request ids that a shard ever accepted, and what of its ledger it
 * has yet to read for that. It outlives the states of the shard: one that is taken again goes on
 * with what was known, and only what others wrote in between is read.
 */
public final class ShardHistory {
  private static final long NOTHING = -1;

  private final int shardId;
  private final AcceptedIds ids;
  private final Deque<LedgerRange> unread = new ArrayDeque<>();
  private long firstSequence = NOTHING;
  private long idsRead;

  /** Every id up to here is in the filter, or in what is unread; written by one owner at a time. */
  private volatile long knownTo = NOTHING;

  ShardHistory(int shardId, AcceptedIds ids) {
    this.shardId = shardId;
    this.ids = ids;
  }

  int shardId() {
    return shardId;
  }

  AcceptedIds ids() {
    return ids;
  }

  /** The shard has committed up to this sequence. For its own thread: it never waits. */
  public void committed(long sequence) {
    knownTo = sequence;
  }

  /** A state of the shard has been read, its windows with it. */
  synchronized void recovered(ShardLayout layout, RecoveryConfig config, LiveShard shard) {
    if (layout.firstSequence() != firstSequence) {
      firstSequence = layout.firstSequence();
      knownTo = NOTHING;
      unread.clear();
    }
    unread.addAll(WindowReader.unread(layout, config, shard, knownTo));
    knownTo = shard.sequence();
    if (unread.isEmpty()) {
      ids.complete();
    } else {
      ids.expectMore(unread.stream().mapToLong(LedgerRange::rows).sum());
    }
  }

  synchronized boolean hasUnread() {
    return !unread.isEmpty();
  }

  /** What to read next; null if all is known. */
  synchronized LedgerRange next(int rows) {
    LedgerRange range = unread.peekFirst();
    return range == null
        ? null
        : new LedgerRange(
            range.shardId(), range.first(), Math.min(range.last(), range.first() + rows - 1));
  }

  /**
   * What was next has been read.
   *
   * @return how many ids were read in all, if that was the last; otherwise -1
   */
  synchronized long known(LedgerRange read, long idsOfIt) {
    idsRead += idsOfIt;
    LedgerRange range = unread.peekFirst();
    if (range == null || range.shardId() != read.shardId() || range.first() != read.first()) {
      // The shards were laid out anew meanwhile.
      return NOTHING;
    }
    unread.removeFirst();
    LedgerRange rest = new LedgerRange(range.shardId(), read.last() + 1, range.last());
    if (!rest.isEmpty()) {
      unread.addFirst(rest);
    }
    if (!unread.isEmpty()) {
      return NOTHING;
    }
    ids.complete();
    return idsRead;
  }
}
