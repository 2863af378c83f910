package dev.ringfence.engine.shard;

import dev.ringfence.engine.command.CommandWriter;
import java.time.Duration;
import java.util.List;

/** All shards of this process; sends each command to the shard that its account belongs to. */
@SuppressWarnings("DoNotCallSuggester")
public final class Engine {
  /** Takes every shard from 0 to N - 1, in order. */
  public Engine(List<Shard> shards) {}

  public void start() {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  /** Puts a command into the ring of the account's shard, or says at once why not. */
  public Admission tryPublish(long accountId, CommandWriter writer) {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  public int shardCount() {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  public int shardOf(long accountId) {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  public ShardStatus status(int shardId) {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  /** Puts a rebuilt shard in the place of one that is fenced or stopped; the caller starts it. */
  public void replace(Shard shard) {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  /** Stops all shards at once, each within the time given. */
  public void stop(Duration timeout) {
    throw new UnsupportedOperationException("Coming within the hour");
  }
}
