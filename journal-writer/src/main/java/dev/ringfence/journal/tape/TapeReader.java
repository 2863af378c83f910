package dev.ringfence.journal.tape;

import dev.ringfence.journal.tape.TapedBatch.Joint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The batches of one shard, in order; tells wherever one does not follow the one before. */
public final class TapeReader implements AutoCloseable {
  private final Iterator<TapeSegment> segments;
  private final TapedBatch batch = new TapedBatch();
  private final List<String> flaws = new ArrayList<>();
  private SegmentReader segment;
  private boolean hasBegun;
  private long session;
  private long ordinal;
  private long number;
  private long bytes;

  TapeReader(List<TapeSegment> segments) {
    this.segments = segments.iterator();
  }

  /** The next batch, valid until the next call; null at the end. */
  public TapedBatch next() throws IOException {
    while (true) {
      ByteBuffer frame = nextFrame();
      if (frame == null) {
        return null;
      }
      bytes += frame.remaining();
      batch.read(frame);
      boolean isRepeat = hasBegun && batch.session() == session && batch.ordinal() <= ordinal;
      if (!isRepeat) {
        batch.joint(joint());
        hasBegun = true;
        session = batch.session();
        ordinal = batch.ordinal();
        number = batch.number();
        return batch;
      }
    }
  }

  /** Torn tails and damage that were met so far. */
  public List<String> flaws() {
    return List.copyOf(flaws);
  }

  /** How much was read so far. */
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    if (segment != null) {
      segment.close();
    }
  }

  private Joint joint() {
    if (!hasBegun) {
      return batch.ordinal() == 0 ? Joint.RESTART : Joint.FOLLOWS;
    }
    long before = batch.numberBefore();
    if (before < number) {
      return Joint.FORK;
    }
    boolean isSameSession = batch.session() == session;
    long expected = isSameSession ? ordinal + 1 : 0;
    if (before > number || batch.ordinal() != expected) {
      return Joint.GAP;
    }
    return isSameSession ? Joint.FOLLOWS : Joint.RESTART;
  }

  private ByteBuffer nextFrame() throws IOException {
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
        return frame;
      }
      if (segment.flaw() != null) {
        flaws.add(segment.flaw());
      }
      segment.close();
      segment = null;
    }
  }
}
