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
                new RetiredShard(0, 1, 10),
                new RetiredShard(1, 1, 20),
                new RetiredShard(2, 1, 15),
                new RetiredShard(0, 21, 30)));

    List<SequenceRange> ranges = SequenceRange.of(layout, Map.of(0, 33L));

    assertEquals(31, layout.firstSequence());
    assertEquals(List.of(new RetiredShard(0, 21, 30)), layout.lastRetired());
    assertEquals(
        List.of(
            new SequenceRange(0, 1, 10, 10),
            new SequenceRange(0, 21, 30, 30),
            new SequenceRange(0, 31, 35, 33),
            new SequenceRange(1, 1, 20, 20),
            new SequenceRange(2, 1, 15, 15)),
        ranges);
  }

  @Test
  void shouldBeginWithOneWhenNeverReshared() {
    ShardLayout layout = new ShardLayout(List.of(live(0, 1, 5)), List.of());

    assertEquals(List.of(new SequenceRange(0, 1, 5, 0)), SequenceRange.of(layout, Map.of()));
    assertEquals(List.of(), layout.lastRetired());
  }

  private static LiveShard live(int shardId, int shardCount, long sequence) {
    return new LiveShard(shardId, shardCount, 1, sequence, 0);
  }
}
