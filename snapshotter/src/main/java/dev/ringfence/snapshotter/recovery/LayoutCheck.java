package dev.ringfence.snapshotter.recovery;

import dev.ringfence.snapshotter.layout.LiveShard;
import dev.ringfence.snapshotter.layout.ShardLayout;

/** Refuses to read a database that was laid out for other shards. */
final class LayoutCheck {
  private LayoutCheck() {}

  static void check(ShardLayout layout, int shardCount) {
    int rows = layout.live().size();
    if (rows == 0) {
      throw new ShardLayoutException(
          "The database has no shards yet: table shards is empty. Lay them out first.");
    }
    int laidOut = layout.live().getFirst().shardCount();
    if (laidOut != shardCount) {
      throw new ShardLayoutException(
          "The database is laid out for %1$d shards, and this process was started with %2$d. Start it with %1$d, or stop every process and run: ringfence reshard --shards %2$d"
              .formatted(laidOut, shardCount));
    }
    for (int index = 0; index < rows; index++) {
      LiveShard shard = layout.live().get(index);
      if (shard.shardId() != index || shard.shardCount() != laidOut || rows != laidOut) {
        throw new ShardLayoutException(
            "Table shards is broken: it has %d rows, and row %d is shard %d of %d. Run: ringfence verify"
                .formatted(rows, index, shard.shardId(), shard.shardCount()));
      }
    }
  }
}
