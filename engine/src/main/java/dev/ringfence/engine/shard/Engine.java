package dev.ringfence.engine.shard;

import dev.ringfence.engine.command.CommandWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** All shards of this process; sends each command to the shard that its account belongs to. */
public final class Engine {
  private final AtomicReferenceArray<Shard> shards;

  /** Takes every shard from 0 to N - 1, in order. */
  public Engine(List<Shard> shards) {
    this.shards = new AtomicReferenceArray<>(shards.size());
    for (int shardId = 0; shardId < shards.size(); shardId++) {
      if (shards.get(shardId).shardId() != shardId) {
        throw new IllegalArgumentException(
            "Shard " + shards.get(shardId).shardId() + " stands in place " + shardId);
      }
      this.shards.set(shardId, shards.get(shardId));
    }
  }

  /** Starts all shards. */
  public void start() {
    for (int shardId = 0; shardId < shards.length(); shardId++) {
      shards.get(shardId).start();
    }
  }

  /** Puts a command into the ring of the account's shard, or says at once why not. */
  public Admission tryPublish(long accountId, CommandWriter writer) {
    return shards.get(shardOf(accountId)).tryPublish(writer);
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

  public Shard shard(int shardId) {
    return shards.get(shardId);
  }

  public ShardStatus status(int shardId) {
    return shards.get(shardId).status();
  }

  /** Puts a rebuilt shard in the place of one that is fenced or stopped; the caller starts it. */
  public void replace(Shard shard) {
    ShardStatus before = shards.get(shard.shardId()).status();
    if (before != ShardStatus.FENCED && before != ShardStatus.STOPPED) {
      throw new IllegalStateException(
          "Shard " + shard.shardId() + " is " + before + " and can't be replaced");
    }
    shards.set(shard.shardId(), shard);
  }

  /** Stops all shards, one after the other; the time is for all of them together. */
  public void stop(Duration timeout) throws InterruptedException {
    long latestNanos = System.nanoTime() + timeout.toNanos();
    for (int shardId = 0; shardId < shards.length(); shardId++) {
      long leftNanos = Math.max(0, latestNanos - System.nanoTime());
      shards.get(shardId).stop(Duration.ofNanos(leftNanos));
    }
  }
}
