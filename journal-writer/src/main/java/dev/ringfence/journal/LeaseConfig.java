package dev.ringfence.journal;

/**
 * How politely processes share shards.
 *
 * @param leaseMillis a silent owner may be succeeded after this, by the clock of the database
 * @param heartbeatMillis how often an owner says that it lives
 * @param pollMillis how often a process that waits for a shard looks whether it is free
 * @param answerMarginMillis how long before its lease ends a silent owner stops to answer reads
 */
public record LeaseConfig(
    int leaseMillis, int heartbeatMillis, int pollMillis, int answerMarginMillis) {
  /** A dead owner is succeeded within 4 seconds. */
  public static final LeaseConfig DEFAULT = new LeaseConfig(3_000, 500, 250);

  private static final int BEATS_PER_LEASE = 3;
  private static final int MARGINS_PER_LEASE = 5;

  public LeaseConfig {
    if (heartbeatMillis <= 0 || pollMillis <= 0) {
      throw new IllegalArgumentException("heartbeatMillis and pollMillis must be at least 1");
    }
    if (leaseMillis < BEATS_PER_LEASE * heartbeatMillis) {
      throw new IllegalArgumentException(
          "leaseMillis must be at least 3 times heartbeatMillis, or a late beat loses the shard");
    }
    if (answerMarginMillis < 0 || leaseMillis - answerMarginMillis < 2 * heartbeatMillis) {
      throw new IllegalArgumentException(
          "answerMarginMillis must be at least 0 and leave twice heartbeatMillis of the lease, or a"
              + " late beat stops the reads");
    }
  }

  /** With a margin of a fifth of the lease. */
  public LeaseConfig(int leaseMillis, int heartbeatMillis, int pollMillis) {
    this(leaseMillis, heartbeatMillis, pollMillis, leaseMillis / MARGINS_PER_LEASE);
  }
}
