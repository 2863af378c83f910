package dev.ringfence.perf.chaos;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.localstack.LocalStack;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * PostgreSQL is lost under load, with the engine killed at the same time; an older backup and the
 * tape give every acknowledged command back.
 */
final class RestoreIT {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void shouldGiveEveryAcknowledgedCommandBackWhenAnOlderBackupIsRestored() throws Exception {
    try (TapeStage stage = new TapeStage(folder)) {
      try (LocalStack stack = stage.postgres()) {
        stage.startEngine(stack);
        TapeStage.Load load = stage.new Load("before");
        load.awaitAccepted(1_000);
        load.stop();
        stage.stopEngine();
      }
      stage.copy("servers", "backup");
      int inBackup = stage.accepted();

      try (LocalStack stack = stage.postgres()) {
        stage.startEngine(stack);
        TapeStage.Load load = stage.new Load("after");
        load.awaitAccepted(inBackup + 3_000);
        stage.killEngine();
        stack.postgres().kill();
        load.stop();
      }
      stage.restore("backup");

      try (LocalStack stack = stage.postgres()) {
        assertTrue(TapeStage.ledger(stack).size() < stage.accepted(), "the backup is older");
        String looked = stage.replay(stack, "--from-database");
        assertFalse(looked.contains(" 0 commands "), looked);
        assertTrue(TapeStage.ledger(stack).size() < stage.accepted(), "it only looks");

        String first = stage.replay(stack, "--into-database");
        String second = stage.replay(stack, "--into-database");

        assertTrue(second.contains(" 0 commands "), () -> first + second);
        stage.assertExactlyOnce(TapeStage.ledger(stack));
        stage.startEngine(stack);
        TapeStage.Load load = stage.new Load("again");
        load.awaitAccepted(stage.accepted() + 100);
        load.stop();
        stage.stopEngine();
        stage.assertExactlyOnce(TapeStage.ledger(stack));
        TapeStage.assertVerifies(stack);
        stage.replay(stack, "--against-database");
      }
    }
  }
}
