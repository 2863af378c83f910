package dev.ringfence.snapshotter.recovery;

import dev.ringfence.engine.state.WindowSizes;

/**
 * How shards are recovered.
 *
 * @param shardCount how many shards this process believes there are
 * @param windows how much of what is over a shard remembers
 * @param windowRows how many rows at the end of each shard's ledger are read at most to fill the
 *     windows, as nobody is served meanwhile; older ids are still found in the ledger
 * @param connections how many connections read at the same time
 * @param timeoutMillis the limit for one statement, the reading of its rows included
 */
public record RecoveryConfig(
    int shardCount, WindowSizes windows, int windowRows, int connections, int timeoutMillis) {
  static final int DEFAULT_WINDOW_ROWS = 100_000;
  private static final int DEFAULT_CONNECTIONS = 2;
  private static final int DEFAULT_TIMEOUT_MILLIS = 600_000;

  public RecoveryConfig {
    if (shardCount <= 0) {
      throw new IllegalArgumentException("There is at least one shard, not " + shardCount);
    }
    if (windowRows <= 0) {
      throw new IllegalArgumentException(
          "windowRows must be at least 1, or retries are not known again, not " + windowRows);
    }
    if (connections <= 0) {
      throw new IllegalArgumentException("It takes at least one connection, not " + connections);
    }
    if (timeoutMillis <= 0) {
      throw new IllegalArgumentException("A limit without a time: " + timeoutMillis);
    }
  }

  /** With as much of the windows as can be read in less than a second. */
  public RecoveryConfig(int shardCount, WindowSizes windows, int connections, int timeoutMillis) {
    this(shardCount, windows, DEFAULT_WINDOW_ROWS, connections, timeoutMillis);
  }

  /** What suits most. */
  public static RecoveryConfig of(int shardCount) {
    return new RecoveryConfig(
        shardCount, WindowSizes.DEFAULT, DEFAULT_CONNECTIONS, DEFAULT_TIMEOUT_MILLIS);
  }
}
