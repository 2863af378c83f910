package dev.ringfence.snapshotter.roundtrip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.engine.shard.LookUp.Doubt;
import dev.ringfence.engine.shard.LookUp.Found;
import dev.ringfence.engine.state.Decider;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.state.WindowSizes;
import dev.ringfence.engine.testing.TestSeed;
import dev.ringfence.journal.JournalConfig;
import dev.ringfence.journal.JournalHealth;
import dev.ringfence.journal.LeaseConfig;
import dev.ringfence.journal.PostgresJournal;
import dev.ringfence.journal.ShardRegistry;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.recovery.AllShards;
import dev.ringfence.snapshotter.recovery.RecoveredShard;
import dev.ringfence.snapshotter.recovery.RecoveryConfig;
import dev.ringfence.snapshotter.recovery.ShardRecovery;
import dev.ringfence.snapshotter.reshard.Reshard;
import dev.ringfence.snapshotter.reshard.ReshardConfig;
import dev.ringfence.snapshotter.sample.Cash;
import dev.ringfence.snapshotter.sample.TestDatabase;
import dev.ringfence.snapshotter.verify.Verifier;
import dev.ringfence.snapshotter.verify.VerifyConfig;
import dev.ringfence.snapshotter.verify.VerifyReport;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The engine decides, the journal writes, and what comes back must be the same. */
class RoundTripIT {
  private final long seed = TestSeed.get();
  private final EngineWriter writer = new EngineWriter(seed);

  @Test
  void shouldRecoverTheSameStateWhenTheEngineWroteIt() throws SQLException {
    try (TestDatabase database = TestDatabase.create()) {
      assertComesBack(database);
    }
  }

  @Test
  void shouldRecoverTheSameStateWhateverTheDatabaseSetsForItsSessions() throws SQLException {
    try (TestDatabase database = TestDatabase.withSettingsOfItsOwn()) {
      assertComesBack(database);
      assertEquals(0, database.number("SELECT count(*) FROM public.ledger"));
    }
  }

  private void assertComesBack(TestDatabase database) throws SQLException {
    List<ShardState> written = writer.write(database, 2, List.of(state(), state()));

    List<RecoveredShard> recovered = recover(database, 2);

    for (int shardId = 0; shardId < 2; shardId++) {
      assertSame(written.get(shardId), recovered.get(shardId).state());
    }
    assertVerifies(database);
    assertEquals(EnumSet.allOf(EffectType.class), writer.seen(), "seed " + seed);
  }

  @Test
  void shouldGoOnWhenRecoveredAndReshared() throws SQLException {
    try (TestDatabase database = TestDatabase.create()) {
      writer.write(database, 2, List.of(state(), state()));
      List<ShardState> second =
          writer.write(
              database, 2, recover(database, 2).stream().map(RecoveredShard::state).toList());
      database.tamper(
          "UPDATE relay_cursors c SET sequence = s.sequence FROM shards s"
              + " WHERE s.shard_id = c.shard_id");
      new Reshard(new ReshardConfig(3_000, 2_000, 60_000)).run(database.dataSource(), 3);
      List<RecoveredShard> reshared = recover(database, 3);

      assertEquals(
          second.stream().mapToLong(Cash::of).sum(),
          reshared.stream().mapToLong(shard -> Cash.of(shard.state())).sum(),
          "seed " + seed);
      List<ShardState> third =
          writer.write(database, 3, reshared.stream().map(RecoveredShard::state).toList());

      assertVerifies(database);
      List<RecoveredShard> last = recover(database, 3);
      for (int shardId = 0; shardId < 3; shardId++) {
        assertSame(third.get(shardId), last.get(shardId).state());
      }
    }
  }

  @Test
  void shouldGiveTheFirstAnswerAgainFromMemoryFromWhatWasRecoveredAndFromTheLedger()
      throws SQLException {
    try (TestDatabase database = TestDatabase.create()) {
      ShardState written = writer.write(database, 1, List.of(state())).getFirst();
      List<Command> accepted = writer.accepted().getFirst();
      List<String> first = accepted.stream().map(asked -> words(asked.answer())).toList();

      List<String> ofLedger = lookUp(database, written, accepted);
      List<String> ofMemory = askAgain(written, accepted);
      List<String> ofRecovered = askAgain(recover(database, 1).getFirst().state(), accepted);

      assertEquals(first, ofLedger, "seed " + seed);
      assertEquals(first, ofMemory, "seed " + seed);
      assertEquals(first, ofRecovered, "seed " + seed);
    }
  }

  private static List<String> askAgain(ShardState state, List<Command> commands) {
    Decider decider = new Decider();
    List<String> answers = new ArrayList<>();
    for (Command command : commands) {
      decider.decide(state, command, state.timeMillis(), new Effect());
      assertTrue(command.answer().replayed());
      answers.add(words(command.answer()));
    }
    return answers;
  }

  private static List<String> lookUp(
      TestDatabase database, ShardState written, List<Command> commands) throws SQLException {
    try (ShardRegistry registry = new ShardRegistry(database.dataSource(), LeaseConfig.DEFAULT);
        PostgresJournal journal =
            PostgresJournal.open(
                database.database(),
                registry.tryAcquire(0, "look-up").orElseThrow(),
                JournalConfig.DEFAULT,
                new JournalHealth(1))) {
      EffectBatch none = new EffectBatch(0, 1);
      none.begin(written.batchNumber() + 1, written.timeMillis());
      List<Doubt> doubts = commands.stream().map(asked -> new Doubt(asked, false)).toList();
      Found found = assertInstanceOf(Found.class, journal.lookUp(none, doubts));
      return found.originals().stream().map(original -> words(original.answer())).toList();
    }
  }

  private static String words(Answer answer) {
    return String.join(
        " ",
        List.of(
            answer.accepted() + "/" + answer.reason() + "/" + answer.status(),
            answer.hasAccount() + "/" + answer.currency() + "/" + answer.version(),
            answer.balance() + "/" + answer.reserved(),
            answer.hasPosition() + "/" + answer.symbol() + "/" + answer.cost(),
            answer.quantity() + "/" + answer.reservedQuantity(),
            answer.hasReservation() + "/" + answer.orderId() + "/" + answer.reservesSymbol(),
            answer.reservationAmount() + "/" + answer.remaining(),
            answer.reservationState() + "/" + answer.expiresAtMillis()));
  }

  private void assertSame(ShardState expected, ShardState found) {
    found.checkConservation();
    assertEquals(expected.stateHash(), found.stateHash(), "seed " + seed);
    assertEquals(expected.batchNumber(), found.batchNumber(), "seed " + seed);
    assertEquals(expected.sequence(), found.sequence(), "seed " + seed);
    assertTrue(expected.timeMillis() >= found.timeMillis(), "seed " + seed);
    assertEquals(expected.openReservationCount(), found.openReservationCount(), "seed " + seed);
  }

  private void assertVerifies(TestDatabase database) throws SQLException {
    VerifyReport report =
        new Verifier(new VerifyConfig(2, 8, 60_000)).run(database.dataSource(), Progress.NONE);
    assertTrue(report.isClean(), () -> "seed " + seed + "\n" + report.render());
  }

  private static List<RecoveredShard> recover(TestDatabase database, int shardCount)
      throws SQLException {
    RecoveryConfig config = new RecoveryConfig(shardCount, WindowSizes.DEFAULT, 60_000);
    ShardRecovery recovery = new ShardRecovery(database.dataSource(), config, Progress.NONE);
    return AllShards.recover(recovery, shardCount);
  }

  private static ShardState state() {
    return new ShardState(WindowSizes.DEFAULT);
  }
}
