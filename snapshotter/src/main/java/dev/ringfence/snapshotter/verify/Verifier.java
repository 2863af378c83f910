package dev.ringfence.snapshotter.verify;

import dev.ringfence.snapshotter.layout.ShardLayout;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.rows.Snapshot;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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

  /** Checks PostgreSQL; stops each pass at its first divergence. */
  public VerifyReport run(DataSource dataSource, Progress progress) throws SQLException {
    return run(dataSource, Derived.NONE, progress);
  }

  /**
   * Checks PostgreSQL, and then what is derived from it; stops each pass at its first divergence.
   *
   * @throws UnreachableException if Kafka or Redis gives no answer
   */
  public VerifyReport run(DataSource dataSource, Derived derived, Progress progress)
      throws SQLException {
    long startedNanos = System.nanoTime();
    ReportBuilder report = new ReportBuilder(asked(derived));
    checkPostgres(dataSource, progress, report);
    if (derived.kafka().isPresent()) {
      TopicPass pass = new TopicPass(dataSource, derived.kafka().get(), derived.topic());
      runDerived("Kafka", Check.OF_KAFKA, pass::run, progress, report);
      report.note(pass.notes());
    }
    if (derived.redis().isPresent()) {
      RedisPass pass = new RedisPass(dataSource, derived.redis().get(), derived.catchUpMillis());
      runDerived("Redis", Check.OF_REDIS, pass::run, progress, report);
      report.note(pass.notes());
    }
    return report.build(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos));
  }

  private static Set<Check> asked(Derived derived) {
    Set<Check> asked = EnumSet.copyOf(Check.OF_POSTGRES);
    if (derived.kafka().isPresent()) {
      asked.addAll(Check.OF_KAFKA);
    }
    if (derived.redis().isPresent()) {
      asked.addAll(Check.OF_REDIS);
    }
    return asked;
  }

  private static void runDerived(
      String what, Set<Check> checks, PassRun.Work work, Progress progress, ReportBuilder report)
      throws SQLException {
    progress.started("Verifying " + what, 0);
    try {
      report.add(new PassRun(what, checks, work, progress).call());
    } finally {
      progress.finished();
    }
  }

  private void checkPostgres(DataSource dataSource, Progress progress, ReportBuilder report)
      throws SQLException {
    try (Snapshot snapshot = Snapshot.beginHolding(dataSource, config.timeoutMillis(), "outbox")) {
      progress.started("Verifying", expectedRows(snapshot));
      try {
        ShardLayout layout = ShardLayout.read(snapshot);
        Tally tally = new Tally(progress);
        LayoutPass.run(layout, tally);
        report.add(Check.SHARDS_LAID_OUT, tally);
        runAll(passesOf(layout), dataSource, snapshot.export(), progress, report);
      } catch (DivergedException diverged) {
        report.add(diverged.divergence());
      } finally {
        progress.finished();
      }
    }
  }

  /** The longest first, so that the others fill in beside them. */
  private static List<Pass> passesOf(ShardLayout layout) {
    int shardCount = layout.live().size();
    return List.of(
        new FoldPass(new AccountFold(), shardCount),
        new FoldPass(new ReservationFold(), shardCount),
        new SequencePass(layout),
        new FoldPass(new PositionFold(), shardCount),
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
        running.add(threads.submit(PassRun.of(pass, dataSource, config, moment, progress)));
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
