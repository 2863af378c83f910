package dev.ringfence.snapshotter.recovery;

import dev.ringfence.engine.state.WindowSizes;

/**
 * How shards are recovered.
 *
 * @param shardCount how many shards this process believes there are
 * @param windows how much of what is over a shard remembers
 * @param windowRows how many rows at the end of each shard's ledger are read at most to fill the
 *     windows, as nobody is served meanwhile; older ids are still found in the ledger
 * @param filterBytes how much memory each shard's filter of all accepted ids may take at most
 * @param timeoutMillis the limit for one statement, the reading of its rows included
 */
public record RecoveryConfig(
    int shardCount, WindowSizes windows, int windowRows, long filterBytes, int timeoutMillis) {
  static final int DEFAULT_WINDOW_ROWS = 100_000;

  /** Of the heap, for the filters of all shards together. */
  private static final int DEFAULT_FILTER_SHARE = 4;

  private static final int DEFAULT_TIMEOUT_MILLIS = 600_000;

  public RecoveryConfig {
    if (shardCount <= 0) {
      throw new IllegalArgumentException("There is at least one shard, not " + shardCount);
    }
    if (windowRows <= 0) {
      throw new IllegalArgumentException(
          "windowRows must be at least 1, or retries are not known again, not " + windowRows);
    }
    if (filterBytes <= 0) {
      throw new IllegalArgumentException("A filter takes memory, not " + filterBytes + " bytes");
    }
    if (timeoutMillis <= 0) {
      throw new IllegalArgumentException("A limit without a time: " + timeoutMillis);
    }
  }

  /** With as much of the windows as can be read in less than a second. */
  public RecoveryConfig(int shardCount, WindowSizes windows, int timeoutMillis) {
    this(shardCount, windows, DEFAULT_WINDOW_ROWS, defaultFilterBytes(shardCount), timeoutMillis);
  }

  public RecoveryConfig withFilterBytes(long bytes) {
    return new RecoveryConfig(shardCount, windows, windowRows, bytes, timeoutMillis);
  }

  private static long defaultFilterBytes(int shardCount) {
    return Runtime.getRuntime().maxMemory() / DEFAULT_FILTER_SHARE / Math.max(1, shardCount);
  }

  /** What suits most. */
  public static RecoveryConfig of(int shardCount) {
    return new RecoveryConfig(shardCount, WindowSizes.DEFAULT, DEFAULT_TIMEOUT_MILLIS);
  }
}
