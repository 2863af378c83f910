package dev.ringfence.snapshotter.roundtrip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.state.WindowSizes;
import dev.ringfence.engine.testing.TestSeed;
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
      List<ShardState> written = writer.write(database, 2, List.of(state(), state()));

      List<RecoveredShard> recovered = recover(database, 2);

      for (int shardId = 0; shardId < 2; shardId++) {
        assertSame(written.get(shardId), recovered.get(shardId).state());
      }
      assertVerifies(database);
      assertEquals(EnumSet.allOf(EffectType.class), writer.seen(), "seed " + seed);
    }
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
