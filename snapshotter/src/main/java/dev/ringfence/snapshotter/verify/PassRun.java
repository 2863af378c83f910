package dev.ringfence.snapshotter.verify;

import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.rows.Snapshot;
import dev.ringfence.snapshotter.rows.UnreadableRowException;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** One pass, and what came of it. */
final class PassRun implements Callable<PassRun> {
  private final String name;
  private final Set<Check> checks;
  private final Work work;
  private final Tally tally;
  private Divergence divergence;
  private long millis;

  PassRun(String name, Set<Check> checks, Work work, Progress progress) {
    this.name = name;
    this.checks = checks;
    this.work = work;
    tally = new Tally(progress);
  }

  /** What a pass does; ends at its first divergence. */
  interface Work {
    void run(Tally tally) throws SQLException;
  }

  /** A pass over two connections of its own to the moment that was exported. */
  static PassRun of(
      Pass pass, DataSource dataSource, VerifyConfig config, String moment, Progress progress) {
    return new PassRun(
        pass.name(),
        // Also of no rows at all.
        EnumSet.of(Check.ROWS_READABLE, pass.checks().toArray(Check[]::new)),
        tally -> {
          try (Snapshot first = Snapshot.join(dataSource, config.timeoutMillis(), moment);
              Snapshot second = Snapshot.join(dataSource, config.timeoutMillis(), moment)) {
            first.workMemoryMegabytes(config.workMemoryMegabytes());
            second.workMemoryMegabytes(config.workMemoryMegabytes());
            pass.run(first, second, tally);
          }
        },
        progress);
  }

  @Override
  public PassRun call() throws SQLException {
    long startedNanos = System.nanoTime();
    try {
      work.run(tally);
    } catch (DivergedException diverged) {
      divergence = diverged.divergence();
    } catch (UnreadableRowException | IllegalArgumentException unreadable) {
      divergence = unreadable(unreadable.getMessage());
    }
    tally.flush();
    if (Check.OF_POSTGRES.containsAll(checks)) {
      tally.count(Check.ROWS_READABLE, tally.rows());
    }
    millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
    return this;
  }

  private Divergence unreadable(String message) {
    return new Divergence(
        Check.ROWS_READABLE,
        "row %d of %s".formatted(tally.rows(), name),
        0,
        0,
        "row",
        "a readable row",
        message);
  }

  Set<Check> checks() {
    return checks;
  }

  Tally tally() {
    return tally;
  }

  /** Null if all is well. */
  Divergence divergence() {
    return divergence;
  }

  long millis() {
    return millis;
  }
}
