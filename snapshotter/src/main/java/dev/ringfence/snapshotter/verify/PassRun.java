package dev.ringfence.snapshotter.verify;

import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.rows.Snapshot;
import dev.ringfence.snapshotter.rows.UnreadableRowException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** One pass on two connections of its own, and what came of it. */
final class PassRun implements Callable<PassRun> {
  private final Pass pass;
  private final DataSource dataSource;
  private final VerifyConfig config;
  private final String moment;
  private final Tally tally;
  private Divergence divergence;
  private long millis;

  PassRun(Pass pass, DataSource dataSource, VerifyConfig config, String moment, Progress progress) {
    this.pass = pass;
    this.dataSource = dataSource;
    this.config = config;
    this.moment = moment;
    tally = new Tally(progress);
  }

  @Override
  public PassRun call() throws SQLException {
    long startedNanos = System.nanoTime();
    try (Snapshot first = Snapshot.join(dataSource, config.timeoutMillis(), moment);
        Snapshot second = Snapshot.join(dataSource, config.timeoutMillis(), moment)) {
      first.workMemoryMegabytes(config.workMemoryMegabytes());
      second.workMemoryMegabytes(config.workMemoryMegabytes());
      pass.run(first, second, tally);
    } catch (DivergedException diverged) {
      divergence = diverged.divergence();
    } catch (UnreadableRowException | IllegalArgumentException unreadable) {
      divergence = unreadable(unreadable.getMessage());
    }
    tally.flush();
    tally.count(Check.ROWS_READABLE, tally.rows());
    millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
    return this;
  }

  private Divergence unreadable(String message) {
    return new Divergence(
        Check.ROWS_READABLE,
        "row %d of %s".formatted(tally.rows(), pass.getClass().getSimpleName()),
        0,
        0,
        "row",
        "a readable row",
        message);
  }

  Pass pass() {
    return pass;
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
