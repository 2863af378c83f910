package dev.ringfence.gateway.kafka;

import java.util.concurrent.TimeUnit;

/**
 * How the ingress works.
 *
 * @param windowRecords how many records of one partition may be under way before it is paused
 * @param windowBytes how many bytes of them, their headers included
 * @param maxInFlight how many commands may be in the rings at once, so that callers find room there
 * @param maxRecordBytes larger records are not even parsed
 * @param attempts how often a record is decided where time can help
 * @param retryPauseMillis the pause between two of those
 * @param transientInitialMillis the pause after a shard took or answered nothing, or dead letters
 *     were not taken; doubled each time
 * @param transientMaxMillis the longest of those pauses
 * @param pollMillis the longest wait for records
 * @param turnMillis the least time between two looks for records, while any are under way or come
 * @param commitIntervalMillis the least time between two commits of offsets
 * @param leaveAfterMillis after so long without all shards, others get the partitions
 * @param drainMillis how long a revoked partition may take to settle what is under way
 */
public record IngressConfig(
    int windowRecords,
    int windowBytes,
    int maxInFlight,
    int maxRecordBytes,
    int attempts,
    int retryPauseMillis,
    int transientInitialMillis,
    int transientMaxMillis,
    int pollMillis,
    int turnMillis,
    int commitIntervalMillis,
    int leaveAfterMillis,
    int drainMillis) {
  /** The group whose offsets tell how far the ingress is. */
  public static final String GROUP = "ringfence-ingress";

  public static final IngressConfig DEFAULTS =
      new IngressConfig(
          1_000, 4 << 20, 2_048, 64 << 10, 3, 1_000, 5, 500, 100, 10, 100, 15_000, 500);

  public IngressConfig {
    atLeastOne("windowRecords", windowRecords);
    atLeastOne("windowBytes", windowBytes);
    atLeastOne("maxInFlight", maxInFlight);
    atLeastOne("maxRecordBytes", maxRecordBytes);
    atLeastOne("attempts", attempts);
    atLeastOne("retryPauseMillis", retryPauseMillis);
    atLeastOne("transientInitialMillis", transientInitialMillis);
    atLeastOne("pollMillis", pollMillis);
    atLeastOne("turnMillis", turnMillis);
    atLeastOne("commitIntervalMillis", commitIntervalMillis);
    atLeastOne("leaveAfterMillis", leaveAfterMillis);
    atLeastOne("drainMillis", drainMillis);
    if (transientMaxMillis < transientInitialMillis) {
      throw new IllegalArgumentException(
          "transientMaxMillis must be at least transientInitialMillis, but is "
              + transientMaxMillis);
    }
  }

  /** With other bounds of what may be under way. */
  public IngressConfig withBounds(int newWindowRecords, int newMaxInFlight) {
    return new IngressConfig(
        newWindowRecords,
        windowBytes,
        newMaxInFlight,
        maxRecordBytes,
        attempts,
        retryPauseMillis,
        transientInitialMillis,
        transientMaxMillis,
        pollMillis,
        turnMillis,
        commitIntervalMillis,
        leaveAfterMillis,
        drainMillis);
  }

  /** With other tries of what time can help. */
  public IngressConfig withAttempts(int newAttempts, int newRetryPauseMillis) {
    return new IngressConfig(
        windowRecords,
        windowBytes,
        maxInFlight,
        maxRecordBytes,
        newAttempts,
        newRetryPauseMillis,
        transientInitialMillis,
        transientMaxMillis,
        pollMillis,
        turnMillis,
        commitIntervalMillis,
        leaveAfterMillis,
        drainMillis);
  }

  /** The pause after something was tried in vain, having been so as often before. */
  long transientPauseNanos(int triesBefore) {
    long pauseMillis = (long) transientInitialMillis << Math.min(triesBefore, Integer.SIZE);
    return TimeUnit.MILLISECONDS.toNanos(Math.min(pauseMillis, transientMaxMillis));
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, but is " + value);
    }
  }
}
