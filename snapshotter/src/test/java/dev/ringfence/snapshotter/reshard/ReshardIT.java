package dev.ringfence.snapshotter.reshard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.state.WindowSizes;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.recovery.AllShards;
import dev.ringfence.snapshotter.recovery.RecoveredShard;
import dev.ringfence.snapshotter.recovery.RecoveryConfig;
import dev.ringfence.snapshotter.recovery.RequestMemory;
import dev.ringfence.snapshotter.recovery.ShardLayoutException;
import dev.ringfence.snapshotter.recovery.ShardRecovery;
import dev.ringfence.snapshotter.sample.SampleShape;
import dev.ringfence.snapshotter.sample.SampleWriter;
import dev.ringfence.snapshotter.sample.TestDatabase;
import dev.ringfence.snapshotter.verify.Verifier;
import dev.ringfence.snapshotter.verify.VerifyConfig;
import dev.ringfence.snapshotter.verify.VerifyReport;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReshardIT {
  private static final SampleShape SHAPE = new SampleShape(60, 3, 17, true);
  private static final Reshard RESHARD = new Reshard(new ReshardConfig(3_000, 2_000, 60_000));

  @Test
  void shouldMoveAccountsWhenNothingRuns() throws SQLException {
    try (TestDatabase database = TestDatabase.with(SHAPE)) {
      long epochBefore = database.number("SELECT max(epoch) FROM shards");
      long sequenceBefore = database.number("SELECT max(sequence) FROM shards");

      ReshardReport report = RESHARD.run(database.dataSource(), 4);

      assertEquals(3, report.shardsBefore());
      assertEquals(4, report.shards());
      assertEquals(sequenceBefore + 1, report.firstSequence());
      assertEquals(45, report.movedAccounts());
      assertTrue(database.number("SELECT min(epoch) FROM shards") > epochBefore);
      assertEquals(sequenceBefore, database.number("SELECT min(sequence) FROM relay_cursors"));
      assertEquals(4, database.number("SELECT count(*) FROM shard_leases"));
      assertVerifies(database);
    }
  }

  @Test
  void shouldVerifyWhenResharedTwiceWithWritesBetween() throws SQLException {
    try (TestDatabase database = TestDatabase.with(SHAPE)) {
      RESHARD.run(database.dataSource(), 5);
      writeToAll(database);
      assertVerifies(database);
      publishAll(database);
      RESHARD.run(database.dataSource(), 2);
      RESHARD.run(database.dataSource(), 7);
      writeToAll(database);

      assertVerifies(database);
    }
  }

  @Test
  void shouldLoseNothingThatVerifyWouldMissWhenAnOldRowGoes() throws SQLException {
    try (TestDatabase database = TestDatabase.with(SHAPE)) {
      RESHARD.run(database.dataSource(), 5);
      database.tamper("UPDATE retired_shards SET last_sequence = last_sequence + 1");

      VerifyReport report = verify(database);

      assertEquals(1, report.exitCode(), report::render);
    }
  }

  @Test
  void shouldRecoverEverythingWhenResharded() throws SQLException {
    try (TestDatabase database = TestDatabase.with(SHAPE)) {
      RESHARD.run(database.dataSource(), 5);
      long version = SampleWriter.deposit(database.dataSource(), 7);

      List<RecoveredShard> shards = recover(database, 5);

      assertEquals(
          SHAPE.accounts(), shards.stream().mapToLong(s -> s.state().accountCount()).sum());
      assertEquals(
          SHAPE.openReservations(),
          shards.stream().mapToLong(s -> s.state().openReservationCount()).sum());
      RequestMemory memory = new RequestMemory(shards);
      assertTrue(memory.knows(7, "w-" + version), "a request after the reshard");
      for (long accountId = 1; accountId <= SHAPE.accounts(); accountId++) {
        assertTrue(memory.knows(accountId, "r-17"), "the newest request of " + accountId);
      }
    }
  }

  @Test
  void shouldRefuseToRecoverWhenTheProcessExpectsTheOldShards() throws SQLException {
    try (TestDatabase database = TestDatabase.with(SHAPE)) {
      RESHARD.run(database.dataSource(), 5);

      ShardLayoutException refusal =
          assertThrows(ShardLayoutException.class, () -> recover(database, 3));

      assertTrue(refusal.getMessage().contains("5 shards"), refusal.getMessage());
    }
  }

  @Test
  void shouldRefuseWhenAShardIsOwned() throws SQLException {
    try (TestDatabase database = TestDatabase.with(SHAPE)) {
      database.tamper(
          "UPDATE shard_leases SET owner = 'alpha/1', heartbeat_at = now() WHERE shard_id = 2");

      String message = refusal(database, 4);

      assertTrue(message.contains("shard 2 by alpha/1"), message);
      assertEquals(3, database.number("SELECT count(*) FROM shards"));
    }
  }

  @Test
  void shouldGoOnWhenTheLeaseOfADeadOwnerIsOver() throws SQLException {
    try (TestDatabase database = TestDatabase.with(SHAPE)) {
      database.tamper(
          "UPDATE shard_leases SET owner = 'alpha/1', heartbeat_at = now() - interval '4 s'");

      RESHARD.run(database.dataSource(), 4);

      assertVerifies(database);
    }
  }

  @Test
  void shouldRefuseWhenEventsWait() throws SQLException {
    try (TestDatabase database = TestDatabase.with(SHAPE)) {
      SampleWriter.deposit(database.dataSource(), 7);
      SampleWriter.deposit(database.dataSource(), 8);

      String message = refusal(database, 4);

      assertTrue(message.contains("2 events of 2 shards"), message);
    }
  }

  @Test
  void shouldRefuseWhenThereAreAsManyShardsAlready() throws SQLException {
    try (TestDatabase database = TestDatabase.with(SHAPE)) {
      String message = refusal(database, 3);

      assertTrue(message.contains("3 shards already"), message);
    }
  }

  private static String refusal(TestDatabase database, int shardCount) {
    return assertThrows(
            ReshardRefusedException.class, () -> RESHARD.run(database.dataSource(), shardCount))
        .getMessage();
  }

  private static void writeToAll(TestDatabase database) throws SQLException {
    for (long accountId = 1; accountId <= SHAPE.accounts(); accountId++) {
      SampleWriter.deposit(database.dataSource(), accountId);
    }
  }

  private static void publishAll(TestDatabase database) throws SQLException {
    database.tamper(
        "UPDATE relay_cursors c SET sequence = s.sequence FROM shards s"
            + " WHERE s.shard_id = c.shard_id");
  }

  private static List<RecoveredShard> recover(TestDatabase database, int shardCount)
      throws SQLException {
    RecoveryConfig config = new RecoveryConfig(shardCount, WindowSizes.DEFAULT, 60_000);
    ShardRecovery recovery = new ShardRecovery(database.dataSource(), config, Progress.NONE);
    return AllShards.recover(recovery, shardCount);
  }

  private static VerifyReport verify(TestDatabase database) throws SQLException {
    return new Verifier(new VerifyConfig(2, 8, 60_000)).run(database.dataSource(), Progress.NONE);
  }

  private static void assertVerifies(TestDatabase database) throws SQLException {
    VerifyReport report = verify(database);
    assertTrue(report.isClean(), report::render);
  }
}
