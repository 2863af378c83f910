package dev.ringfence.snapshotter.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.testing.TestSeed;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.sample.SampleShape;
import dev.ringfence.snapshotter.sample.SampleWriter;
import dev.ringfence.snapshotter.sample.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

class VerifierIT {
  private static final SampleShape SHAPE = new SampleShape(60, 3, 17, false);
  private static final int MOST_ROUNDS = 200;
  private static final Verifier VERIFIER = new Verifier(new VerifyConfig(2, 8, 60_000));

  static Stream<SampleShape> shapes() {
    return Stream.of(
        new SampleShape(1, 1, 4, true),
        new SampleShape(60, 3, 10, true),
        new SampleShape(60, 4, 17, false),
        new SampleShape(100, 7, 28, false));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldHoldWhenRowsAgree(SampleShape shape) throws SQLException {
    try (TestDatabase database = TestDatabase.with(shape)) {
      VerifyReport report = VERIFIER.run(database.dataSource(), Progress.NONE);

      assertTrue(report.isClean(), report::render);
      assertEquals(0, report.exitCode());
      assertEquals(shape.accounts(), checked(report, Check.ACCOUNTS_FOLDED));
      assertEquals(shape.accounts() * shape.ledgerRows(), checked(report, Check.SEQUENCES_GAPLESS));
    }
  }

  @Test
  void shouldHoldWhenThereAreNoAccountsYet() throws SQLException {
    try (TestDatabase database = TestDatabase.create()) {
      database.tamper("SELECT add_shard(0, 1)");

      VerifyReport report = VERIFIER.run(database.dataSource(), Progress.NONE);

      assertTrue(report.isClean(), report::render);
      assertFalse(report.render().contains("cut short"), report::render);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.ringfence.snapshotter.verify.Corruption#all")
  void shouldFindCorruptionWhenPlanted(Corruption corruption) throws SQLException {
    try (TestDatabase database = TestDatabase.with(SHAPE)) {
      database.tamper(corruption.sql());

      VerifyReport report = VERIFIER.run(database.dataSource(), Progress.NONE);

      assertEquals(1, report.exitCode(), report::render);
      assertTrue(report.divergences().stream().anyMatch(corruption::isFoundBy), report::render);
      assertTrue(
          report.results().stream()
              .anyMatch(
                  result ->
                      result.check() == corruption.check()
                          && result.state() == CheckResult.State.BROKEN),
          report::render);
    }
  }

  @Test
  void shouldHoldWhenTheRelayWouldEmptyTheOutboxMeanwhile() throws SQLException {
    try (TestDatabase database = TestDatabase.with(SHAPE)) {
      Truncation truncation = new Truncation(database, "50ms");

      VerifyReport report = VERIFIER.run(database.dataSource(), truncation);

      assertTrue(report.isClean(), report::render);
      assertEquals("55P03", truncation.sqlState);
      // An autovacuum may be in the way, but not for long.
      Truncation afterwards = new Truncation(database, "5s");
      afterwards.started("Again", 0);
      assertEquals("00000", afterwards.sqlState);
    }
  }

  @Test
  void shouldHoldWhenTheServerEndsTransactionsThatLookForgotten() throws SQLException {
    try (TestDatabase database = TestDatabase.with(SHAPE)) {
      PGSimpleDataSource strict = new PGSimpleDataSource();
      strict.setUrl(database.database().config().jdbcUrl());
      strict.setUser(database.database().config().user());
      strict.setPassword(database.database().config().password());
      strict.setOptions("-c idle_in_transaction_session_timeout=5 -c transaction_timeout=50");

      VerifyReport report = VERIFIER.run(strict, new Slow());

      assertTrue(report.isClean(), report::render);
    }
  }

  @Test
  void shouldHoldWhenShardsWriteMeanwhile() throws Exception {
    long seed = TestSeed.get();
    Random random = new Random(seed);
    try (TestDatabase database = TestDatabase.with(SHAPE);
        ExecutorService writer = Executors.newSingleThreadExecutor()) {
      AtomicBoolean stop = new AtomicBoolean();
      AtomicLong written = new AtomicLong();
      Future<?> writing =
          writer.submit(
              () -> {
                while (!stop.get()) {
                  long accountId = 1 + random.nextLong(SHAPE.accounts());
                  SampleWriter.deposit(database.dataSource(), accountId);
                  written.incrementAndGet();
                }
                return null;
              });
      try {
        int roundsWithWrites = 0;
        for (int round = 0; round < MOST_ROUNDS && roundsWithWrites < 10; round++) {
          long before = written.get();

          VerifyReport report = VERIFIER.run(database.dataSource(), Progress.NONE);

          assertTrue(report.isClean(), () -> "seed " + seed + "\n" + report.render());
          roundsWithWrites += written.get() > before ? 1 : 0;
        }
        assertEquals(10, roundsWithWrites, "rounds in which something was written meanwhile");
      } finally {
        stop.set(true);
        writing.get();
      }
    }
  }

  private static long checked(VerifyReport report, Check check) {
    return report.results().stream()
        .filter(result -> result.check() == check)
        .findFirst()
        .orElseThrow()
        .checked();
  }

  /** Takes its time once the moment of the verification has been taken. */
  private static final class Slow implements Progress {
    private static final long NANOS = 100_000_000;

    @Override
    public void started(String task, long expectedRows) {
      long untilNanos = System.nanoTime() + NANOS;
      while (System.nanoTime() - untilNanos < 0) {
        LockSupport.parkNanos(NANOS);
      }
    }
  }

  /** A relay that publishes all there is once the moment of the verification has been taken. */
  private static final class Truncation implements Progress {
    private final TestDatabase database;
    private final String patience;
    private String sqlState = "";

    Truncation(TestDatabase database, String patience) {
      this.database = database;
      this.patience = patience;
    }

    @Override
    public void started(String task, long expectedRows) {
      try (Connection connection = database.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(
            "UPDATE relay_cursors c SET sequence = s.sequence FROM shards s"
                + " WHERE s.shard_id = c.shard_id");
        statement.execute("SET lock_timeout = '" + patience + "'");
        statement.execute("TRUNCATE outbox");
        sqlState = "00000";
      } catch (SQLException e) {
        sqlState = e.getSQLState();
      }
    }
  }
}
