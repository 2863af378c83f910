package dev.ringfence.snapshotter.projection;

import java.time.Duration;

/** Where the projection asks for a rebuild. */
interface Rebuilds {
  /** Starts one, unless one runs already. */
  void ensureRunning();

  void stop(Duration deadline) throws InterruptedException;
}
