package dev.ringfence.snapshotter.verify;

import dev.ringfence.snapshotter.layout.ShardLayout;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.rows.Snapshot;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Checks the invariants over PostgreSQL. Everything is read from one snapshot, so it may run while
 * shards write. The server sorts, we merge: memory here does not grow with the rows, but the server
 * needs room on its disk for the sorts.
 */
public final class Verifier {
  /** Three passes walk the ledger. */
  private static final String ROWS_ESTIMATE =
      "SELECT coalesce(sum(greatest(reltuples, 0) * CASE relname WHEN 'ledger' THEN 3 ELSE 1 END),"
          + " 0)::bigint FROM pg_class WHERE oid IN ('ledger'::regclass, 'outbox'::regclass,"
          + " 'accounts'::regclass, 'positions'::regclass, 'reservations'::regclass)";

  private final VerifyConfig config;

  public Verifier(VerifyConfig config) {
    this.config = config;
  }

  /** Checks everything; stops each pass at its first divergence. */
  public VerifyReport run(DataSource dataSource, Progress progress) throws SQLException {
    long startedNanos = System.nanoTime();
    try (Snapshot snapshot = Snapshot.beginHolding(dataSource, config.timeoutMillis(), "outbox")) {
      progress.started("Verifying", expectedRows(snapshot));
      try {
        ShardLayout layout = ShardLayout.read(snapshot);
        ReportBuilder report = new ReportBuilder();
        Tally tally = new Tally(progress);
        try {
          LayoutPass.run(layout, tally);
          report.add(Check.SHARDS_LAID_OUT, tally);
          runAll(passesOf(layout), dataSource, snapshot.export(), progress, report);
        } catch (DivergedException diverged) {
          report.add(diverged.divergence());
        }
        return report.build(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos));
      } finally {
        progress.finished();
      }
    }
  }

  /** The longest first, so that the others fill in beside them. */
  private static List<Pass> passesOf(ShardLayout layout) {
    int shardCount = layout.live().size();
    return List.of(
        new AccountPass(shardCount),
        new ReservationPass(shardCount),
        new SequencePass(layout),
        new PositionPass(shardCount),
        HeldPass.ofCash(),
        HeldPass.ofQuantity(),
        new RequestPass());
  }

  private void runAll(
      List<Pass> passes,
      DataSource dataSource,
      String moment,
      Progress progress,
      ReportBuilder report)
      throws SQLException {
    try (ExecutorService threads = Executors.newFixedThreadPool(config.parallelPasses())) {
      List<Future<PassRun>> running = new ArrayList<>();
      for (Pass pass : passes) {
        running.add(threads.submit(new PassRun(pass, dataSource, config, moment, progress)));
      }
      for (Future<PassRun> run : running) {
        report.add(await(run, threads));
      }
    }
  }

  private static PassRun await(Future<PassRun> run, ExecutorService threads) throws SQLException {
    try {
      return run.get();
    } catch (InterruptedException interruption) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
      throw new SQLException("The verification was interrupted", interruption);
    } catch (ExecutionException failure) {
      threads.shutdownNow();
      if (failure.getCause() instanceof SQLException cause) {
        throw cause;
      }
      throw new IllegalStateException("The verification failed", failure.getCause());
    }
  }

  private static long expectedRows(Snapshot snapshot) throws SQLException {
    try (PreparedStatement query = snapshot.prepare(ROWS_ESTIMATE);
        ResultSet result = query.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }
}
