package dev.ringfence.snapshotter.projection;

/**
 * How the projection works.
 *
 * @param pipelineDepth the most accounts that wait for Redis at once
 * @param writeTimeoutMillis how long Redis has to acknowledge them
 * @param pollMillis the longest wait for events
 * @param commitIntervalMillis the least time between two commits of offsets
 * @param checkIntervalMillis how often it is looked whether Redis still has its data
 * @param backoffInitialMillis the pause after a first failure; doubled from failure to failure
 * @param backoffMaxMillis the longest pause after a failure
 */
public record ProjectionConfig(
    int pipelineDepth,
    int writeTimeoutMillis,
    int pollMillis,
    int commitIntervalMillis,
    int checkIntervalMillis,
    int backoffInitialMillis,
    int backoffMaxMillis) {
  /** The group whose offsets tell how far the projection is. */
  public static final String GROUP = "ringfence-projector";

  public static final ProjectionConfig DEFAULTS =
      new ProjectionConfig(1_000, 5_000, 200, 100, 1_000, 50, 2_000);

  public ProjectionConfig {
    atLeastOne("pipelineDepth", pipelineDepth);
    atLeastOne("writeTimeoutMillis", writeTimeoutMillis);
    atLeastOne("pollMillis", pollMillis);
    atLeastOne("commitIntervalMillis", commitIntervalMillis);
    atLeastOne("checkIntervalMillis", checkIntervalMillis);
    atLeastOne("backoffInitialMillis", backoffInitialMillis);
    if (backoffMaxMillis < backoffInitialMillis) {
      throw new IllegalArgumentException(
          "backoffMaxMillis must be at least backoffInitialMillis, but is " + backoffMaxMillis);
    }
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, but is " + value);
    }
  }
}
