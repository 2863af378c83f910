package dev.ringfence.snapshotter.recovery;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Every shard of a database, recovered one after the other. */
public final class AllShards {
  private AllShards() {}

  public static List<RecoveredShard> recover(ShardRecovery recovery, int shardCount)
      throws SQLException {
    List<RecoveredShard> shards = new ArrayList<>();
    for (int shardId = 0; shardId < shardCount; shardId++) {
      shards.add(recovery.recover(shardId));
    }
    return shards;
  }
}
