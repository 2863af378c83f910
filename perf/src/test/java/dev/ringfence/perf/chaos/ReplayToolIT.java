package dev.ringfence.perf.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.Ports;
import dev.ringfence.perf.chaos.TapeStage.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code ringfence replay} as an operator meets it, beside an engine and after it. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class ReplayToolIT {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void shouldRefuseCompareAskAgainAndTell() throws Exception {
    try (TapeStage stage = new TapeStage(folder);
        LocalStack stack = stage.postgres()) {
      stage.startEngine(stack);
      TapeStage.Load load = stage.new Load("first");
      load.awaitAccepted(500);
      load.stop();

      refusesWhileAnEngineLives(stage, stack);
      asksAServerAgain(stage, stack);
      stage.stopEngine();
      comparesAndTells(stage, stack);
      saysWhatIsWrongWithATape(stage, stack);
    }
  }

  private void refusesWhileAnEngineLives(TapeStage stage, LocalStack stack) throws Exception {
    int rows = TapeStage.ledger(stack).size();

    Said sameFolder = stage.replayed(stack, "--into-database");
    assertEquals(2, sameFolder.exitCode(), sameFolder::text);
    assertTrue(sameFolder.text().contains("stop every engine first"), sameFolder::text);

    stage.copy("tape", "copy");
    Said copy =
        stage.replayed(stack, "--into-database", "--tape", folder.resolve("copy").toString());
    assertEquals(2, copy.exitCode(), copy::text);
    assertTrue(copy.text().contains("is owned by a process that lives"), copy::text);
    assertEquals(rows, TapeStage.ledger(stack).size());

    String looked = stage.replay(stack, "--from-database");
    assertTrue(looked.contains("may be left out"), looked);
  }

  private void asksAServerAgain(TapeStage stage, LocalStack stack) throws Exception {
    String target = "127.0.0.1:" + stage.port();
    int rows = TapeStage.ledger(stack).size();

    String same = stage.replay(stack, "--target", target);
    assertFalse(
        same.contains(", accepted then") || same.contains(", refused then"),
        () -> "the same answers: " + same);
    assertEquals(rows, TapeStage.ledger(stack).size(), "each has its effect already");

    // Batches that had no effect bear the number of the one before them: 0 is not none.
    String none = stage.replay(stack, "--target", target, "--until", "-1", "--new-ids", "n-");
    assertTrue(none.contains("0 commands in"), none);
    assertEquals(rows, TapeStage.ledger(stack).size(), "nobody was asked");

    String anew = stage.replay(stack, "--target", target, "--new-ids", "n-", "--account", "3");
    assertTrue(anew.contains("  accepted"), anew);
    int more = TapeStage.ledger(stack).size() - rows;
    assertTrue(more > 0 && more < rows, () -> more + " more than " + rows + ": " + anew);

    Said nobody = stage.replayed(stack, "--target", "127.0.0.1:" + Ports.free(), "--account", "3");
    assertEquals(3, nobody.exitCode(), nobody::text);
  }

  private void comparesAndTells(TapeStage stage, LocalStack stack) throws Exception {
    stage.replay(stack, "--against-database");
    String rest = stage.replay(stack, "--from-database");
    assertTrue(rest.contains("Every answer is as it was."), "repeats have no effect: " + rest);

    String history = stage.replay(stack, "--account", "3");
    assertTrue(history.contains("DEPOSIT account=3 request=first-"), history);
    assertFalse(history.contains("account=4 "), history);
    assertFalse(history.contains("shard 0"), "that is another's");

    Said both = stage.replayed(stack, "--account", "3", "--into-database");
    assertEquals(2, both.exitCode(), both::text);
  }

  private void saysWhatIsWrongWithATape(TapeStage stage, LocalStack stack) throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Said nothing = stage.replayed(stack, "--tape", empty.toString());
    assertEquals(2, nothing.exitCode(), nothing::text);
    assertTrue(nothing.text().contains("There is no tape in"), nothing::text);

    // Before the engine went on, so that it ends before the database does.
    Said old =
        stage.replayed(stack, "--into-database", "--tape", folder.resolve("copy").toString());
    assertEquals(1, old.exitCode(), old::text);
    assertTrue(old.text().contains("the tape ends before the database"), old::text);

    try (Connection connection = DriverManager.getConnection(stack.postgres().jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE shards SET batch_at = batch_at + interval '1 second'");
    }
    Said foreign = stage.replayed(stack, "--into-database");
    assertEquals(1, foreign.exitCode(), foreign::text);
    assertTrue(foreign.text().contains("the tape is of another database"), foreign::text);
  }
}
