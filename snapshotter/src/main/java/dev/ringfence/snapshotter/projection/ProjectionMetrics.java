package dev.ringfence.snapshotter.projection;

/** What the projection tells about itself; called on its threads, so it must be quick. */
public interface ProjectionMetrics {
  /** Tells nobody. */
  ProjectionMetrics NONE = new ProjectionMetrics() {};

  /**
   * A poll's events are in Redis.
   *
   * @param writes what was left of them after coalescing
   * @param oldestAgeMillis how long the oldest was on its way
   */
  default void onWritten(int events, int writes, long oldestAgeMillis) {}

  /** How many events are in Kafka and not in Redis, over all partitions that are its own. */
  default void onLag(long events) {}

  /** A record could not be read and went to the dead letters. */
  default void onPoison(String topic, int partition, long offset) {}

  /** How many dead letters their topic has not taken yet: their partitions' offsets wait. */
  default void onUntakenLetters(int letters) {}

  /** A dead letter has been waiting, and was tried in vain: it is tried again. */
  default void onLetterFailure() {}

  /** Redis or Kafka failed; attempts count from the last success. */
  default void onFailure(int attempts, Exception cause) {}

  /** A rebuild has written so many accounts and positions in all. */
  default void onRebuildProgress(long images) {}

  /** A rebuild ended; what is in Redis is complete. */
  default void onRebuildFinished(long images, long elapsedMillis) {}
}
