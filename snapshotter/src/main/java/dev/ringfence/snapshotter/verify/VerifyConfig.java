package dev.ringfence.snapshotter.verify;

/**
 * How a verification goes about it.
 *
 * @param parallelPasses how many passes run at the same time; each takes two connections, and one
 *     more holds the snapshot
 * @param workMemoryMegabytes what the server may use for each sort before it goes to disk
 * @param timeoutMillis the limit for one statement, the reading of its rows included
 */
public record VerifyConfig(int parallelPasses, int workMemoryMegabytes, int timeoutMillis) {
  /** Suits a machine with few cores. */
  public static final VerifyConfig DEFAULT = new VerifyConfig(2, 128, 6 * 60 * 60 * 1_000);

  public VerifyConfig {
    if (parallelPasses <= 0 || workMemoryMegabytes <= 0 || timeoutMillis <= 0) {
      throw new IllegalArgumentException("Passes, memory and time limit must be positive");
    }
  }
}
