package dev.ringfence.journal;

/**
 * How politely processes share shards.
 *
 * @param leaseMillis a silent owner may be succeeded after this, by the clock of the database
 * @param heartbeatMillis how often an owner says that it lives
 * @param pollMillis how often a process that waits for a shard looks whether it is free
 */
public record LeaseConfig(int leaseMillis, int heartbeatMillis, int pollMillis) {
  /** A dead owner is succeeded within 4 seconds. */
  public static final LeaseConfig DEFAULT = new LeaseConfig(3_000, 500, 250);

  private static final int BEATS_PER_LEASE = 3;

  public LeaseConfig {
    if (heartbeatMillis <= 0 || pollMillis <= 0) {
      throw new IllegalArgumentException("heartbeatMillis and pollMillis must be at least 1");
    }
    if (leaseMillis < BEATS_PER_LEASE * heartbeatMillis) {
      throw new IllegalArgumentException(
          "leaseMillis must be at least 3 times heartbeatMillis, or a late beat loses the shard");
    }
  }
}
