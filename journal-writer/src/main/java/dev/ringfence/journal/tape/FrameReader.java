package dev.ringfence.journal.tape;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The frames of one shard, segment after segment, with a look at the one that comes next. */
final class FrameReader implements AutoCloseable {
  private final Iterator<TapeSegment> segments;
  private final List<String> flaws = new ArrayList<>();
  private SegmentReader segment;
  private ByteBuffer ahead;
  private boolean isDamaged;

  FrameReader(List<TapeSegment> segments) {
    this.segments = segments.iterator();
  }

  /** The next frame, valid until the next call of this or {@link #peek}; null at the end. */
  ByteBuffer next() throws IOException {
    ByteBuffer frame = peek();
    ahead = null;
    return frame;
  }

  /** What the next call of {@link #next} gives. */
  ByteBuffer peek() throws IOException {
    if (ahead == null) {
      ahead = read();
    }
    return ahead;
  }

  /** Whether damage was met, and nothing behind it. */
  boolean isDamagedAtEnd() {
    return isDamaged;
  }

  /** Torn tails and damage that were met so far. */
  List<String> flaws() {
    return List.copyOf(flaws);
  }

  @Override
  public void close() throws IOException {
    if (segment != null) {
      segment.close();
    }
  }

  private ByteBuffer read() throws IOException {
    while (true) {
      if (segment == null) {
        if (!segments.hasNext()) {
          return null;
        }
        segment = SegmentReader.open(segments.next().file());
        segment.header();
      }
      ByteBuffer frame = segment.next();
      if (frame != null) {
        isDamaged = false;
        return frame;
      }
      isDamaged |= segment.isDamaged();
      if (segment.flaw() != null) {
        flaws.add(segment.flaw());
      }
      segment.close();
      segment = null;
    }
  }
}
