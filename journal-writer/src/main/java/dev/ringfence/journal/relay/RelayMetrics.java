package dev.ringfence.journal.relay;

/** What a relay tells about itself; called on its thread, so it must be quick and not block. */
public interface RelayMetrics {
  /** Tells nobody. */
  RelayMetrics NONE = new RelayMetrics() {};

  /** How many committed events are not yet in Kafka. */
  default void onLag(int shardId, long events) {}

  /**
   * A batch is in Kafka, and the cursor behind it.
   *
   * @param oldestAgeMillis how long its oldest event was on its way
   */
  default void onPublished(int shardId, int events, long bytes, long oldestAgeMillis) {}

  /** An event went to the dead-letter topic. */
  default void onDeadLetter(int shardId, String reason) {}

  /** A batch failed; attempts count from the last success. */
  default void onFailure(int shardId, int attempts, Exception cause) {}

  /** Published rows were removed from the outbox. */
  default void onTrimmed(int shardId, int rows) {}

  /** A shard's outbox has as many rows as it may, or has room again. */
  default void onOutboxFull(int shardId, boolean full) {}

  /** It went from one state to another. */
  default void onState(int shardId, RelayState state) {}
}
