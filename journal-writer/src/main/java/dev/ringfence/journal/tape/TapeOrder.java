package dev.ringfence.journal.tape;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Segments in the order in which their batches were decided. A session is one life of a shard, and
 * only one lives at a time, so sessions come one after the other, whenever their last batches were
 * written down and by whom. Of those that began at the same batch the lower epoch came first.
 */
final class TapeOrder {
  private static final Comparator<TapeSegment> WITHIN =
      Comparator.comparingLong((TapeSegment segment) -> segment.header().ordinal())
          .thenComparing(TapeSegment::file);

  private TapeOrder() {}

  /** Where a session begins. */
  private record Beginning(long batchBefore, long epoch, long createdMillis) {
    static final Comparator<Beginning> ORDER =
        Comparator.comparingLong(Beginning::batchBefore)
            .thenComparingLong(Beginning::epoch)
            .thenComparingLong(Beginning::createdMillis);

    static Beginning of(SegmentHeader header) {
      return new Beginning(header.batchBefore(), header.epoch(), header.createdMillis());
    }

    Beginning with(Beginning other) {
      return new Beginning(
          Math.min(batchBefore, other.batchBefore),
          Math.max(epoch, other.epoch),
          Math.min(createdMillis, other.createdMillis));
    }
  }

  static List<TapeSegment> sorted(List<TapeSegment> segments) {
    Map<Long, Beginning> sessions = new HashMap<>();
    for (TapeSegment segment : segments) {
      sessions.merge(segment.header().session(), Beginning.of(segment.header()), Beginning::with);
    }
    return segments.stream()
        .sorted(
            Comparator.comparing(
                    (TapeSegment segment) -> sessions.get(segment.header().session()),
                    Beginning.ORDER)
                .thenComparingLong(segment -> segment.header().session())
                .thenComparing(WITHIN))
        .toList();
  }
}
