package dev.ringfence.snapshotter.reshard;

/**
 * How a reshard goes about it.
 *
 * @param leaseMillis how long an owner may be silent before his shard counts as free; as the
 *     processes have it
 * @param lockTimeoutMillis how long to wait for whoever is writing
 * @param timeoutMillis the limit for one statement; moving the accounts is the longest
 */
public record ReshardConfig(int leaseMillis, int lockTimeoutMillis, int timeoutMillis) {
  public ReshardConfig {
    if (leaseMillis <= 0 || lockTimeoutMillis <= 0 || timeoutMillis <= 0) {
      throw new IllegalArgumentException("All limits of a reshard must be positive");
    }
  }
}
