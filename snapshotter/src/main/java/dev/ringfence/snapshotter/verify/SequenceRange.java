package dev.ringfence.snapshotter.verify;

import dev.ringfence.snapshotter.layout.LiveShard;
import dev.ringfence.snapshotter.layout.RetiredShard;
import dev.ringfence.snapshotter.layout.ShardLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Sequences that a shard has written, without a gap.
 *
 * @param shardId which shard
 * @param first the first
 * @param last the last
 * @param published up to where the relay has sent them on
 * @param shardCount how many shards there were when it wrote them
 */
record SequenceRange(int shardId, long first, long last, long published, int shardCount) {

  /** What the ledger must consist of, in the order of shard and sequence. */
  static List<SequenceRange> of(ShardLayout layout, Map<Integer, Long> cursors) {
    List<SequenceRange> ranges = new ArrayList<>();
    for (RetiredShard shard : layout.retired()) {
      ranges.add(
          new SequenceRange(
              shard.shardId(),
              shard.firstSequence(),
              shard.lastSequence(),
              shard.lastSequence(),
              shard.shardCount()));
    }
    for (LiveShard shard : layout.live()) {
      ranges.add(
          new SequenceRange(
              shard.shardId(),
              layout.firstSequence(),
              shard.sequence(),
              cursors.getOrDefault(shard.shardId(), 0L),
              shard.shardCount()));
    }
    ranges.removeIf(range -> range.last < range.first);
    ranges.sort(
        Comparator.comparingInt(SequenceRange::shardId).thenComparingLong(SequenceRange::first));
    return ranges;
  }
}
