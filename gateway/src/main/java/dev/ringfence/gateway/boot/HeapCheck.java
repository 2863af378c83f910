package dev.ringfence.gateway.boot;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of a heap that is too small for the shards. They take it bit by bit, so that it may end
 * long after the start, and with it the process.
 */
final class HeapCheck {
  private static final Logger LOG = LoggerFactory.getLogger(HeapCheck.class);
  private static final long BYTES_PER_MEGABYTE = 1 << 20;

  /** As docs/operations.md says, without what accounts take. */
  private static final long SHARD_MEGABYTES = 420;

  private static final long REST_MEGABYTES = 512;

  private HeapCheck() {}

  /** To be called before anything is started. */
  static void of(int shardCount) {
    complaint(Runtime.getRuntime().maxMemory(), shardCount).ifPresent(LOG::warn);
  }

  static Optional<String> complaint(long heapBytes, int shardCount) {
    long heap = heapBytes / BYTES_PER_MEGABYTE;
    long need = shardCount * SHARD_MEGABYTES + REST_MEGABYTES;
    return heap >= need
        ? Optional.empty()
        : Optional.of(
            ("The heap of %d MB may be too small: %d for each shard (here %d) and %d for the rest are"
                    + " %d MB, accounts not counted. RINGFENCE_JAVA_OPTS=-Xmx%dm gives it that")
                .formatted(heap, SHARD_MEGABYTES, shardCount, REST_MEGABYTES, need, need));
  }
}
