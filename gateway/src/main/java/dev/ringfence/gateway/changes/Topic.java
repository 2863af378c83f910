package dev.ringfence.gateway.changes;

import dev.ringfence.api.v1.WatchAccountResponse;
import dev.ringfence.engine.effect.Effect;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One watched account. Its shard's thread puts changes on top of each other without ever waiting;
 * the feed's thread takes them all at once. Of many that pile up, only the newest stay.
 */
final class Topic {
  private static final int MOST_CHANGES = 64;

  private final long accountId;
  private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicReference<CommittedChange> newest = new AtomicReference<>();

  Topic(long accountId) {
    this.accountId = accountId;
  }

  long accountId() {
    return accountId;
  }

  List<ChangeListener> listeners() {
    return listeners;
  }

  /** Returns whether nothing was there before, so that the feed's thread has to be told. */
  boolean add(Effect effect) {
    CommittedChange change = new CommittedChange(effect);
    while (true) {
      CommittedChange before = newest.get();
      change.pileOn(before, MOST_CHANGES);
      if (newest.compareAndSet(before, change)) {
        return before == null;
      }
    }
  }

  /** What is there, oldest first; it is gone from here then. */
  List<WatchAccountResponse> take() {
    Deque<WatchAccountResponse> changes = new ArrayDeque<>();
    CommittedChange change = newest.getAndSet(null);
    while (change != null) {
      changes.addFirst(change.toMessage());
      change = change.before();
    }
    return List.copyOf(changes);
  }
}
