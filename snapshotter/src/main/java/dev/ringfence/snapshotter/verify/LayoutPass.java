package dev.ringfence.snapshotter.verify;

import dev.ringfence.snapshotter.layout.LiveShard;
import dev.ringfence.snapshotter.layout.ShardLayout;

/** Checks the shards' own rows, on which all else stands. */
final class LayoutPass {
  private LayoutPass() {}

  static void run(ShardLayout layout, Tally tally) {
    Check check = Check.SHARDS_LAID_OUT;
    if (layout.live().isEmpty()) {
      throw tally.diverged(check, () -> "table shards", "rows", "one per shard", "none");
    }
    int shardCount = layout.live().getFirst().shardCount();
    Place table = () -> "table shards";
    tally.number(check, table, "number of rows", shardCount, layout.live().size());
    for (int index = 0; index < layout.live().size(); index++) {
      LiveShard shard = layout.live().get(index);
      Place place = () -> "shard " + shard.shardId();
      tally.number(check, place, "shards.shard_id", index, shard.shardId());
      tally.number(check, place, "shards.shard_count", shardCount, shard.shardCount());
      if (shard.sequence() < layout.firstSequence() - 1) {
        throw tally.diverged(
            check,
            place,
            "shards.sequence",
            "at least " + (layout.firstSequence() - 1) + ", where the last reshard ended",
            Long.toString(shard.sequence()));
      }
      tally.count(check);
    }
  }
}
