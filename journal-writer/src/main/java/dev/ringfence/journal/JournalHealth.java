package dev.ringfence.journal;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Whether each shard's journal can write right now, for any thread to read: while it can't, new
 * commands are better refused at once than queued. It opens with the first failed attempt and
 * closes with the first that succeeds.
 */
public final class JournalHealth {
  private final AtomicReferenceArray<String> causes;

  public JournalHealth(int shardCount) {
    causes = new AtomicReferenceArray<>(shardCount);
  }

  public boolean isAvailable(int shardId) {
    return causes.get(shardId) == null;
  }

  /** Why it can't write; null if it can. */
  public String cause(int shardId) {
    return causes.get(shardId);
  }

  void available(int shardId) {
    if (causes.get(shardId) != null) {
      causes.set(shardId, null);
    }
  }

  void unavailable(int shardId, String cause) {
    causes.set(shardId, cause);
  }
}
