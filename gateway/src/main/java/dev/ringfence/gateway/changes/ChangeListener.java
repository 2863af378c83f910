package dev.ringfence.gateway.changes;

import dev.ringfence.api.v1.WatchAccountResponse;
import java.util.List;

/** Watches one account. Must neither block nor throw. */
public interface ChangeListener {
  /** Durable changes, oldest first; the versions tell whether some were left out. */
  void onChanges(List<WatchAccountResponse> changes);

  /** A few times a second, for what depends on time. */
  void onTick(long nowNanos);

  /** There will be no more changes; may come more than once. */
  void onEnd(FeedEnd why);
}
