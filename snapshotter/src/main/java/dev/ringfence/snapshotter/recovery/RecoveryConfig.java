package dev.ringfence.snapshotter.recovery;

import dev.ringfence.engine.state.WindowSizes;

/**
 * How shards are recovered.
 *
 * @param shardCount how many shards this process believes there are
 * @param windows how much of what is over a shard remembers
 * @param connections how many connections read at the same time
 * @param timeoutMillis the limit for one statement, the reading of its rows included
 */
public record RecoveryConfig(
    int shardCount, WindowSizes windows, int connections, int timeoutMillis) {
  private static final int DEFAULT_CONNECTIONS = 2;
  private static final int DEFAULT_TIMEOUT_MILLIS = 600_000;

  public RecoveryConfig {
    if (shardCount <= 0) {
      throw new IllegalArgumentException("There is at least one shard, not " + shardCount);
    }
    if (connections <= 0) {
      throw new IllegalArgumentException("It takes at least one connection, not " + connections);
    }
    if (timeoutMillis <= 0) {
      throw new IllegalArgumentException("A limit without a time: " + timeoutMillis);
    }
  }

  /** What suits most. */
  public static RecoveryConfig of(int shardCount) {
    return new RecoveryConfig(
        shardCount, WindowSizes.DEFAULT, DEFAULT_CONNECTIONS, DEFAULT_TIMEOUT_MILLIS);
  }
}
