package dev.ringfence.engine.shard;

import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.state.WindowSizes;

/**
 * How one shard works.
 *
 * @param shardId which of the shards it is, from 0
 * @param shardCount how many there are; accounts belong to shard {@code accountId % shardCount}
 * @param ringSize how many commands may wait or be under way; a power of two
 * @param maxBatchCommands how many commands are made durable together at most
 * @param maxBatchBytes how many bytes of rows, as estimated, are made durable together at most
 * @param waitMode how the thread waits for work
 * @param acceptedWindow how many accepted request ids are remembered with their answers
 * @param refusedWindow how many refused request ids are remembered with their answers
 * @param closedWindow how many reservations that have ended are remembered
 * @param expiriesPerBatch how many reservations expire in one batch at most, so that commands are
 *     not starved
 * @param tickMillis how often an idle shard looks for expired reservations
 */
public record ShardConfig(
    int shardId,
    int shardCount,
    int ringSize,
    int maxBatchCommands,
    int maxBatchBytes,
    WaitMode waitMode,
    int acceptedWindow,
    int refusedWindow,
    int closedWindow,
    int expiriesPerBatch,
    int tickMillis) {
  private static final int MAX_RING_SIZE = 1 << 20;

  public ShardConfig {
    require(shardCount > 0, "shardCount must be at least 1, not " + shardCount);
    require(
        shardId >= 0 && shardId < shardCount,
        "shardId must be from 0 to " + (shardCount - 1) + ", not " + shardId);
    require(
        ringSize > 1 && ringSize <= MAX_RING_SIZE && Integer.bitCount(ringSize) == 1,
        "ringSize must be a power of two from 2 to " + MAX_RING_SIZE + ", not " + ringSize);
    require(
        maxBatchCommands > 0 && maxBatchCommands <= Math.min(ringSize, ShardState.MAX_BATCH),
        "maxBatchCommands must be from 1 to "
            + Math.min(ringSize, ShardState.MAX_BATCH)
            + ", not "
            + maxBatchCommands);
    require(maxBatchBytes > 0, "maxBatchBytes must be at least 1, not " + maxBatchBytes);
    require(waitMode != null, "waitMode is missing");
    require(
        acceptedWindow >= maxBatchCommands,
        "acceptedWindow must hold at least one batch, maxBatchCommands, not " + acceptedWindow);
    require(
        refusedWindow >= maxBatchCommands,
        "refusedWindow must hold at least one batch, maxBatchCommands, not " + refusedWindow);
    require(expiriesPerBatch > 0, "expiriesPerBatch must be at least 1, not " + expiriesPerBatch);
    require(
        closedWindow >= maxBatchCommands + expiriesPerBatch,
        "closedWindow must hold what one batch can end, maxBatchCommands + expiriesPerBatch, not "
            + closedWindow);
    require(tickMillis > 0, "tickMillis must be at least 1, not " + tickMillis);
  }

  /** A shard with good defaults for everything else. */
  public static ShardConfig of(int shardId, int shardCount) {
    WindowSizes windows = WindowSizes.DEFAULT;
    return new ShardConfig(
        shardId,
        shardCount,
        8_192,
        2_048,
        1 << 20,
        WaitMode.BLOCKING,
        windows.accepted(),
        windows.refused(),
        windows.closed(),
        256,
        20);
  }

  /** The windows, as the state wants them. */
  public WindowSizes windows() {
    return new WindowSizes(acceptedWindow, refusedWindow, closedWindow);
  }

  /** The same with batches of this size and another way to wait. */
  public ShardConfig with(int otherMaxBatchCommands, WaitMode otherWaitMode) {
    return new ShardConfig(
        shardId,
        shardCount,
        ringSize,
        otherMaxBatchCommands,
        maxBatchBytes,
        otherWaitMode,
        acceptedWindow,
        refusedWindow,
        closedWindow,
        expiriesPerBatch,
        tickMillis);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
