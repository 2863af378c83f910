package dev.ringfence.journal.relay;

/**
 * How missing topics are created.
 *
 * @param partitions of the event topics; can't be changed later without breaking the order per
 *     account, since the key decides the partition
 * @param replicationFactor of every topic; 3 in production, 1 on a single machine
 * @param deadlineSeconds for all of it
 */
public record TopicsConfig(int partitions, short replicationFactor, int deadlineSeconds) {
  /** For one broker on one machine. */
  public static final TopicsConfig SINGLE_BROKER = new TopicsConfig(8, (short) 1, 30);

  public TopicsConfig {
    Limits.atLeast("partitions", partitions, 1);
    Limits.atLeast("replicationFactor", replicationFactor, 1);
    Limits.atLeast("deadlineSeconds", deadlineSeconds, 1);
  }
}
