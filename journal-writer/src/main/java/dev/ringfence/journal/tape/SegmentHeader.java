package dev.ringfence.journal.tape;

import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.engine.shard.WaitMode;
import dev.ringfence.engine.state.WindowSizes;
import java.nio.ByteBuffer;

/**
 * What a segment begins with: whose it is, what its shard decided by, and where it begins.
 *
 * @param shardId whose commands these are
 * @param shardCount how many shards there were
 * @param maxBatchCommands the shard's configuration of then, as are the next two
 * @param expiriesPerBatch as in {@link ShardConfig}
 * @param windows as in {@link ShardConfig}
 * @param session of its first frame
 * @param ordinal of its first frame
 * @param batchBefore the number of the last durable batch before its first frame
 * @param createdMillis when it was begun, for people and to tell twins apart
 * @param epoch under which the session began to write; 0 if that is not known
 */
record SegmentHeader(
    int shardId,
    int shardCount,
    int maxBatchCommands,
    int expiriesPerBatch,
    WindowSizes windows,
    long session,
    long ordinal,
    long batchBefore,
    long createdMillis,
    long epoch) {
  private static final int LENGTH = 77;
  private static final int TICK_MILLIS = 1_000;

  static SegmentHeader of(
      ShardConfig config,
      long session,
      long ordinal,
      long batchBefore,
      long createdMillis,
      long epoch) {
    return new SegmentHeader(
        config.shardId(),
        config.shardCount(),
        config.maxBatchCommands(),
        config.expiriesPerBatch(),
        config.windows(),
        session,
        ordinal,
        batchBefore,
        createdMillis,
        epoch);
  }

  /** A shard that decides as the one of then did, whatever the size of a batch. */
  ShardConfig shardConfig() {
    return new ShardConfig(
        shardId,
        shardCount,
        Math.max(2, Integer.highestOneBit(maxBatchCommands) << 1),
        maxBatchCommands,
        Integer.MAX_VALUE,
        WaitMode.BLOCKING,
        windows.accepted(),
        windows.refused(),
        windows.closed(),
        expiriesPerBatch,
        TICK_MILLIS);
  }

  ByteBuffer encode() {
    return ByteBuffer.allocate(LENGTH)
        .put(Frames.HEADER)
        .putLong(Frames.MAGIC)
        .putInt(shardId)
        .putInt(shardCount)
        .putInt(maxBatchCommands)
        .putInt(expiriesPerBatch)
        .putInt(windows.accepted())
        .putInt(windows.refused())
        .putInt(windows.closed())
        .putLong(session)
        .putLong(ordinal)
        .putLong(batchBefore)
        .putLong(createdMillis)
        .putLong(epoch)
        .flip();
  }

  /** Null if this is not the beginning of a segment. */
  static SegmentHeader decode(ByteBuffer payload) {
    if (payload.remaining() < LENGTH
        || payload.get() != Frames.HEADER
        || payload.getLong() != Frames.MAGIC) {
      return null;
    }
    int shardId = payload.getInt();
    int shardCount = payload.getInt();
    int maxBatchCommands = payload.getInt();
    int expiriesPerBatch = payload.getInt();
    WindowSizes windows = new WindowSizes(payload.getInt(), payload.getInt(), payload.getInt());
    return new SegmentHeader(
        shardId,
        shardCount,
        maxBatchCommands,
        expiriesPerBatch,
        windows,
        payload.getLong(),
        payload.getLong(),
        payload.getLong(),
        payload.getLong(),
        payload.getLong());
  }
}
