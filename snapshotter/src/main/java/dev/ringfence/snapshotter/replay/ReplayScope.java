package dev.ringfence.snapshotter.replay;

import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What of a tape is run, and what is told of it.
 *
 * @param until the last batch of each shard that is run
 * @param account only the shard of this account is run
 * @param history hears of each of the account's commands
 */
public record ReplayScope(long until, OptionalLong account, Consumer<String> history) {
  /** All there is. */
  public static final ReplayScope ALL =
      new ReplayScope(Long.MAX_VALUE, OptionalLong.empty(), _ -> {});

  /** Up to this batch of each shard, but not beyond what it said before. */
  public ReplayScope until(long batch) {
    return new ReplayScope(Math.min(until, batch), account, history);
  }

  boolean isShown(long accountId) {
    return account.isPresent() && account.getAsLong() == accountId;
  }

  boolean hasShard(int shardId, int shardCount) {
    return account.isEmpty() || account.getAsLong() % shardCount == shardId;
  }
}
