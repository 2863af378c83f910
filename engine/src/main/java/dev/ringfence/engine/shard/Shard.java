package dev.ringfence.engine.shard;

import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.state.ShardState;
import java.time.Duration;
import org.agrona.concurrent.EpochClock;

/** A bounded ring and the one thread that drains it, decides, commits and replies. */
@SuppressWarnings("DoNotCallSuggester")
public final class Shard {
  public Shard(
      ShardConfig config,
      ShardState state,
      Journal journal,
      EpochClock clock,
      EngineMetrics metrics,
      FenceListener fenceListener) {}

  /** Starts the thread; commands are taken when it returns. */
  public void start() {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  /** Puts a command into the ring, or says at once why not. Never blocks; for any thread. */
  public Admission tryPublish(CommandWriter writer) {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  public ShardStatus status() {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  public int shardId() {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  /** How many commands wait or are under way; for metrics. */
  public long queued() {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  /**
   * Takes no new commands, answers those it has, and ends the thread. What can't be answered in
   * time fails as NOT_SERVING or UNKNOWN. The journal is left open.
   */
  public void stop(Duration timeout) {
    throw new UnsupportedOperationException("Coming within the hour");
  }
}
