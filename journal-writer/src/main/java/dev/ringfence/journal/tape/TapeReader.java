package dev.ringfence.journal.tape;

import dev.ringfence.journal.tape.TapedBatch.Joint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The batches of one shard, in order; tells wherever one does not follow the one before. A batch
 * whose commit nobody lived to see is left out if whoever wrote the shard next began before it.
 */
public final class TapeReader implements AutoCloseable {
  private final FrameReader frames;
  private final TapedBatch batch = new TapedBatch();

  /** Of the frame that comes behind an open one. */
  private final TapedBatch follower = new TapedBatch();

  private boolean hasBegun;
  private long session;
  private long ordinal;
  private long number;

  /** The beginning that was met last; null before there was one. */
  private SessionStart start;

  private long startedSession;
  private long startedAt;

  TapeReader(FrameReader frames) {
    this.frames = frames;
  }

  /** The next batch, valid until the next call; null at the end. */
  public TapedBatch next() throws IOException {
    for (ByteBuffer frame = frames.next(); frame != null; frame = frames.next()) {
      batch.read(frame);
      if (frame.get(0) == Frames.START) {
        start = BatchEncoder.decodeStart(frame);
        startedSession = batch.session();
        startedAt = Math.max(startedAt, start.batchNumber());
      } else if (isNew() && (!batch.isOpen() || mayBeDurable(frame))) {
        boolean hasStart = start != null && batch.session() == startedSession;
        batch.join(joint(), hasStart ? start.rememberedFrom() : 0);
        hasBegun = true;
        session = batch.session();
        ordinal = batch.ordinal();
        number = batch.number();
        return batch;
      }
    }
    return null;
  }

  /** The last batch that was durable when some shard on it began, as far as was read. */
  public long startedAt() {
    return startedAt;
  }

  /** Whether something is behind the last batch that can't be read. */
  public boolean isDamagedAtEnd() {
    return frames.isDamagedAtEnd();
  }

  /** Torn tails and damage that were met so far. */
  public List<String> flaws() {
    return frames.flaws();
  }

  @Override
  public void close() throws IOException {
    frames.close();
  }

  private boolean isNew() {
    return !hasBegun || batch.session() != session || batch.ordinal() > ordinal;
  }

  /** Whether an open batch is durable, or nothing says that it is not. */
  private boolean mayBeDurable(ByteBuffer frame) throws IOException {
    if (hasBegun && batch.numberBefore() < number) {
      return false;
    }
    long openSession = batch.session();
    long openNumber = batch.number();
    long openSequence = batch.lastSequence();
    // The bytes of a frame are gone when the next one is read.
    batch.read(ByteBuffer.allocate(frame.limit()).put(frame.rewind()).flip());
    for (ByteBuffer ahead = frames.peek(); ahead != null; ahead = frames.peek()) {
      follower.read(ahead.duplicate());
      if (follower.session() != openSession) {
        boolean isDurable =
            follower.numberBefore() == openNumber && follower.sequenceBefore() == openSequence;
        if (isDurable) {
          batch.settle();
        }
        return isDurable;
      }
      // The same again, of a salvage that was itself cut short.
      ByteBuffer _ = frames.next();
    }
    return true;
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
}
