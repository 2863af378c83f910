package dev.ringfence.journal.tape;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the tape is, and its bounds.
 *
 * @param directory where the segments are; made if it is not there
 * @param maxBytes how much of it is kept in all, at most; the oldest segments go first
 * @param maxAge how long a segment is kept after its last batch
 * @param segmentBytes how large a segment becomes
 * @param handOverBytes what may wait for the disk, for each shard; past that the tape stops
 * @param pauseMillis how long it stays stopped before it tries again
 */
public record TapeConfig(
    Path directory,
    long maxBytes,
    Duration maxAge,
    int segmentBytes,
    int handOverBytes,
    int pauseMillis) {
  private static final int SEGMENT_BYTES = 64 << 20;
  private static final int HAND_OVER_BYTES = 8 << 20;
  private static final int PAUSE_MILLIS = 10_000;

  /** A shard keeps at least this many segments, so that something is left when one goes. */
  private static final int SEGMENTS = 4;

  public TapeConfig {
    if (maxBytes <= 0 || segmentBytes <= 0 || pauseMillis < 0) {
      throw new IllegalArgumentException("The tape must have room for something");
    }
    if (maxAge.isNegative() || maxAge.isZero()) {
      throw new IllegalArgumentException("The tape must be kept for a while, not " + maxAge);
    }
    if (Integer.bitCount(handOverBytes) != 1) {
      throw new IllegalArgumentException("handOverBytes must be a power of two");
    }
  }

  /** With good values for the rest. */
  public static TapeConfig of(Path directory, long maxBytes, Duration maxAge) {
    return new TapeConfig(
        directory, maxBytes, maxAge, SEGMENT_BYTES, HAND_OVER_BYTES, PAUSE_MILLIS);
  }

  /** What one of so many shards may keep. */
  long bytesOf(int shardCount) {
    return Math.max(1, maxBytes / shardCount);
  }

  int segmentBytesOf(int shardCount) {
    return Math.clamp(bytesOf(shardCount) / SEGMENTS, 1, segmentBytes);
  }
}
