package dev.ringfence.snapshotter.verify;

import dev.ringfence.snapshotter.rows.Snapshot;
import java.sql.SQLException;
import java.util.Set;

/** Some checks that are made together, over at most two streams of rows at once. */
interface Pass {
  /** For people. */
  default String name() {
    return getClass().getSimpleName();
  }

  /** The checks that this pass makes. */
  Set<Check> checks();

  /**
   * Makes them.
   *
   * @param first a connection to the snapshot
   * @param second another one to the same moment
   * @throws DivergedException at the first divergence
   */
  void run(Snapshot first, Snapshot second, Tally tally) throws SQLException;
}
