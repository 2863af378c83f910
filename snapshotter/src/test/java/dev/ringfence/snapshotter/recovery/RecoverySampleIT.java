package dev.ringfence.snapshotter.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.sample.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecoverySampleIT {
  @Test
  void shouldMakeADatabaseThatShardsRecoverFrom() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      RecoverySample.fill(database.database(), 2, 1_000);

      ShardRecovery recovery =
          new ShardRecovery(database.dataSource(), RecoveryConfig.of(2), Progress.NONE);
      List<RecoveredShard> shards = AllShards.recover(recovery, 2);

      for (RecoveredShard shard : shards) {
        assertEquals(500, shard.state().accountCount());
        assertEquals(500, shard.state().openReservationCount());
        assertEquals(1_500, shard.state().sequence());
        assertEquals(3, shard.state().batchNumber());
      }
    }
  }
}
