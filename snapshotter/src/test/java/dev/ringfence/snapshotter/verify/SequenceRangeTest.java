package dev.ringfence.snapshotter.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.snapshotter.layout.LiveShard;
import dev.ringfence.snapshotter.layout.RetiredShard;
import dev.ringfence.snapshotter.layout.ShardLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SequenceRangeTest {
  @Test
  void shouldPutOldAndNewNumbersInOrderWhenResharedTwice() {
    ShardLayout layout =
        new ShardLayout(
            List.of(live(0, 2, 35), live(1, 2, 30)),
            List.of(
                new RetiredShard(0, 1, 10, 3),
                new RetiredShard(1, 1, 20, 3),
                new RetiredShard(2, 1, 15, 3),
                new RetiredShard(0, 21, 30, 1)));

    List<SequenceRange> ranges = SequenceRange.of(layout, Map.of(0, 33L));

    assertEquals(31, layout.firstSequence());
    assertEquals(List.of(new RetiredShard(0, 21, 30, 1)), layout.lastRetired());
    assertEquals(
        List.of(
            new SequenceRange(0, 1, 10, 10, 3),
            new SequenceRange(0, 21, 30, 30, 1),
            new SequenceRange(0, 31, 35, 33, 2),
            new SequenceRange(1, 1, 20, 20, 3),
            new SequenceRange(2, 1, 15, 15, 3)),
        ranges);
  }

  @Test
  void shouldBeginWithOneWhenNeverReshared() {
    ShardLayout layout = new ShardLayout(List.of(live(0, 1, 5)), List.of());

    assertEquals(List.of(new SequenceRange(0, 1, 5, 0, 1)), SequenceRange.of(layout, Map.of()));
    assertEquals(List.of(), layout.lastRetired());
  }

  private static LiveShard live(int shardId, int shardCount, long sequence) {
    return new LiveShard(shardId, shardCount, 1, sequence, 0);
  }
}
