package dev.ringfence.perf.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.testing.Until;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** An engine is killed in the middle of a commit; its tape tells all that PostgreSQL has. */
final class CrashedCommitIT {
  private static final String CONNECTED =
      "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ringfence'";
  private static final String BLOCKED = CONNECTED + " AND wait_event_type = 'Lock'";
  private static final int TRIES = 10;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void shouldHaveOnItsTapeWhatWasCommittedAndNeverAnswered() throws Exception {
    try (TapeStage stage = new TapeStage(folder)) {
      List<String> lost = loseDatabase(stage, "AFTER_COMMIT:200");
      assertTrue(lost.size() > stage.accepted(), "there was one that nobody was told of");

      giveBack(stage, lost);
    }
  }

  @Test
  void shouldTakeAsDoneWhatNothingContradicts() throws Exception {
    try (TapeStage stage = new TapeStage(folder)) {
      List<String> lost = loseDatabase(stage, "BEFORE_COMMIT:200");

      List<String> back = giveBack(stage, lost);

      assertTrue(back.size() > lost.size(), "the batch that PostgreSQL never got is there");
    }
  }

  @Test
  void shouldTellWhatPostgresCommittedAfterItsDeathFromWhatItNeverGot() throws Exception {
    try (TapeStage stage = new TapeStage(folder);
        LocalStack stack = stage.postgres()) {
      stage.startEngine(stack, "BEFORE_COMMIT:200");
      die(stage);
      boolean wentOn = false;
      for (int number = 1; !wentOn; number++) {
        assertTrue(number <= TRIES, "PostgreSQL went on without the engine");
        stage.startEngine(stack);
        // A commit waits for two seconds at most: if it took longer to kill its engine, once more.
        wentOn = killWhileItsCommitsWait(stage, stack, stage.new Load("blocked-" + number + "-"));
      }

      stage.replay(stack, "--against-database");

      assertGoesOn(stage, stack);
    }
  }

  /** An engine dies at the place, and then all of PostgreSQL but an older backup is lost. */
  private static List<String> loseDatabase(TapeStage stage, String crashAt) throws Exception {
    try (LocalStack stack = stage.postgres()) {
      stage.startEngine(stack);
      serve(stage, "before", 100);
      stage.stopEngine();
    }
    stage.copy("servers", "backup");
    List<String> lost;
    try (LocalStack stack = stage.postgres()) {
      stage.startEngine(stack, crashAt);
      die(stage);
      stage.replay(stack, "--against-database");
      lost = TapeStage.ledger(stack);
    }
    stage.restore("backup");
    return lost;
  }

  /**
   * Replays into the backup. All that was lost is there again, and behind it at most what was on
   * its way to PostgreSQL when the engine died: the other shard had a batch of its own there.
   */
  private static List<String> giveBack(TapeStage stage, List<String> lost) throws Exception {
    try (LocalStack stack = stage.postgres()) {
      stage.replay(stack, "--into-database");

      List<String> back = TapeStage.ledger(stack);
      Map<String, List<String>> lostByAccount = byAccount(lost);
      Map<String, List<String>> backByAccount = byAccount(back);
      lostByAccount.forEach(
          (account, rows) ->
              assertEquals(rows, backByAccount.get(account).stream().limit(rows.size()).toList()));
      assertTrue(
          back.stream().noneMatch(row -> !lost.contains(row) && stage.isAccepted(row)),
          "what was acknowledged was lost with the database, not before");
      assertGoesOn(stage, stack);
      return back;
    }
  }

  private static Map<String, List<String>> byAccount(List<String> ledger) {
    return ledger.stream().collect(Collectors.groupingBy(row -> row.split(" ", 2)[0]));
  }

  /** Whether PostgreSQL has committed after its death. */
  private static boolean killWhileItsCommitsWait(
      TapeStage stage, LocalStack stack, TapeStage.Load load) throws Exception {
    load.awaitAccepted(stage.accepted() + 100);
    try (Connection connection = DriverManager.getConnection(stack.postgres().jdbcUrl());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE ledger IN EXCLUSIVE MODE");
      int rows = TapeStage.ledger(stack).size();
      Until.holds("a commit waits", () -> count(statement, BLOCKED) > 0);
      stage.killEngine();
      connection.commit();
      load.stop();
      Until.holds("nobody works for the dead", () -> count(statement, CONNECTED) == 0);
      return TapeStage.ledger(stack).size() > rows;
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

  private static int count(Statement statement, String sql) throws SQLException {
    // Within a transaction it would see the same again.
    statement.execute("SELECT pg_stat_clear_snapshot()");
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
