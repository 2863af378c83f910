package dev.ringfence.engine.shard;

import dev.ringfence.engine.command.CommandWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/**
 * The shards of this process; sends each command to the shard that its account belongs to. A shard
 * that this process does not have yet, or no more, is not serving.
 */
public final class Engine {
  private final AtomicReferenceArray<Shard> shards;

  /** Begins with no shards; see {@link #install}. */
  public Engine(int shardCount) {
    shards = new AtomicReferenceArray<>(shardCount);
  }

  /** Puts a command into the ring of the account's shard, or says at once why not. */
  public Admission tryPublish(long accountId, CommandWriter writer) {
    Shard shard = shards.get(shardOf(accountId));
    return shard == null ? Admission.NOT_SERVING : shard.tryPublish(writer);
  }

  public int shardCount() {
    return shards.length();
  }

  /** The shard of an account; its id is greater than zero. */
  public int shardOf(long accountId) {
    if (accountId <= 0) {
      throw new IllegalArgumentException(
          "An account id is greater than zero, which " + accountId + " is not");
    }
    return (int) (accountId % shards.length());
  }

  public ShardStatus status(int shardId) {
    Shard shard = shards.get(shardId);
    return shard == null ? ShardStatus.STARTING : shard.status();
  }

  /** How many commands wait for the shard or are under way in it. */
  public long queued(int shardId) {
    Shard shard = shards.get(shardId);
    return shard == null ? 0 : shard.queued();
  }

  /** Puts a shard in its place, which must be free or hold one that has ended. */
  public void install(Shard shard) {
    Shard before = shards.get(shard.shardId());
    if (before != null && !before.status().isTerminal()) {
      throw new IllegalStateException(
          "Shard " + shard.shardId() + " is " + before.status() + " and can't be replaced");
    }
    shards.set(shard.shardId(), shard);
  }

  /**
   * Stops all shards, in the same time: none of them has less of it because another one's journal
   * does not answer.
   */
  public void stop(Duration timeout) throws InterruptedException {
    long latestNanos = System.nanoTime() + timeout.toNanos();
    List<Shard> here =
        IntStream.range(0, shards.length()).mapToObj(shards::get).filter(Objects::nonNull).toList();
    for (Shard shard : here) {
      shard.askToStop(latestNanos);
    }
    for (Shard shard : here) {
      shard.awaitEnd(latestNanos);
    }
  }
}
