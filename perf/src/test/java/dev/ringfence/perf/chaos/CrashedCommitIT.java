package dev.ringfence.perf.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.localstack.LocalStack;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** An engine is killed in the middle of a commit; its tape tells all that PostgreSQL has. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class CrashedCommitIT {
  private static final String BLOCKED =
      "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void shouldHaveOnItsTapeWhatWasCommittedAndNeverAnswered() throws Exception {
    try (TapeStage stage = new TapeStage(folder)) {
      try (LocalStack stack = stage.postgres()) {
        stage.startEngine(stack);
        serve(stage, "before", 100);
        stage.stopEngine();
      }
      stage.copy("servers", "backup");
      List<String> lost;
      try (LocalStack stack = stage.postgres()) {
        stage.startEngine(stack, "AFTER_COMMIT:200");
        die(stage);
        stage.replay(stack, "--against-database");
        lost = TapeStage.ledger(stack);
      }
      stage.restore("backup");

      try (LocalStack stack = stage.postgres()) {
        stage.replay(stack, "--into-database");

        assertEquals(lost, TapeStage.ledger(stack));
        assertTrue(lost.size() > stage.accepted(), "there was one that nobody was told of");
        assertGoesOn(stage, stack);
      }
    }
  }

  @Test
  void shouldTellWhatPostgresCommittedAfterItsDeathFromWhatItNeverGot() throws Exception {
    try (TapeStage stage = new TapeStage(folder);
        LocalStack stack = stage.postgres()) {
      stage.startEngine(stack, "BEFORE_COMMIT:200");
      die(stage);
      stage.startEngine(stack);
      TapeStage.Load load = stage.new Load("blocked");
      load.awaitAccepted(stage.accepted() + 100);
      int rows = killWhileItsCommitsWait(stage, stack);
      load.stop();
      assertTrue(TapeStage.ledger(stack).size() > rows, "PostgreSQL went on without the engine");

      stage.replay(stack, "--against-database");

      assertGoesOn(stage, stack);
    }
  }

  private static int killWhileItsCommitsWait(TapeStage stage, LocalStack stack) throws Exception {
    try (Connection connection = DriverManager.getConnection(stack.postgres().jdbcUrl());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE ledger IN EXCLUSIVE MODE");
      awaitBlocked(statement);
      stage.killEngine();
      int rows = TapeStage.ledger(stack).size();
      connection.commit();
      awaitUnblocked(statement);
      return rows;
    }
  }

  private static void serve(TapeStage stage, String name, int commands) throws Exception {
    TapeStage.Load load = stage.new Load(name);
    load.awaitAccepted(stage.accepted() + commands);
    load.stop();
  }

  private static void die(TapeStage stage) throws Exception {
    TapeStage.Load load = stage.new Load("killed");
    stage.awaitDeath();
    load.stop();
  }

  /** The next engine begins where the database is, and the tape of both is one. */
  private static void assertGoesOn(TapeStage stage, LocalStack stack) throws Exception {
    stage.startEngine(stack);
    serve(stage, "again", 100);
    stage.stopEngine();
    stage.replay(stack, "--against-database");
    stage.assertExactlyOnce(TapeStage.ledger(stack));
  }

  private static void awaitBlocked(Statement statement) throws SQLException {
    while (count(statement) == 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  private static void awaitUnblocked(Statement statement) throws SQLException {
    while (count(statement) > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  private static int count(Statement statement) throws SQLException {
    // Within a transaction it would see the same again.
    statement.execute("SELECT pg_stat_clear_snapshot()");
    try (ResultSet rows = statement.executeQuery(BLOCKED)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
