package dev.ringfence.journal.tape;

import dev.ringfence.engine.shard.BatchListener;
import dev.ringfence.engine.shard.DecidedBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.agrona.MutableDirectBuffer;

/**
 * The tape of one shard. The shard's thread copies each batch into a bounded buffer of bytes before
 * it is committed, lets it go when it is durable, and goes on; the tape's thread takes it out and
 * writes it. What was not let go when the process died or the shard was fenced goes on the tape as
 * open: what follows tells whether it is durable.
 *
 * <p>When there is no room, or writing fails, it stops: batches are missed until the pause is over,
 * and the next segment tells by its numbers what is not there.
 */
final class ShardTape implements BatchListener {
  private static final String TOO_SLOW = "the disk does not keep up";

  private final int shardId;
  private final HandOver handOver;
  private final SegmentWriter writer;
  private final TapeObserver observer;
  private final LongSupplier nanoClock;
  private final long pauseNanos;
  private final BatchEncoder encoder = new BatchEncoder();

  /** The shard's thread sets it when there is no room, the tape's thread when writing fails. */
  private volatile String stopped;

  /** The shard's thread. */
  private long session;

  private long ordinal;

  /** The batch that is with the journal, in the ring; or nothing. */
  private int open = HandOver.NOTHING;

  /** The tape's thread. */
  private boolean isTold;

  private boolean isBroken;
  private long stoppedNanos;
  private int frames;
  private long bytes;

  ShardTape(
      int shardId,
      HandOver handOver,
      SegmentWriter writer,
      TapeObserver observer,
      int pauseMillis,
      LongSupplier nanoClock) {
    this.shardId = shardId;
    this.handOver = handOver;
    this.writer = writer;
    this.observer = observer;
    this.nanoClock = nanoClock;
    pauseNanos = TimeUnit.MILLISECONDS.toNanos(pauseMillis);
  }

  /** A shard with a fresh memory begins, before its thread does; the one before it has ended. */
  void begin(long newSession, SessionStart start) {
    if (open != HandOver.NOTHING) {
      handOver.letGo(open);
      open = HandOver.NOTHING;
    }
    session = newSession;
    ordinal = 0;
    if (stopped == null && !handOver.write(encoder.encode(start, session))) {
      stopped = TOO_SLOW;
    }
  }

  @Override
  public void onCommitting(DecidedBatch batch) {
    takeBack();
    if (stopped != null) {
      return;
    }
    try {
      ByteBuffer frame = encoder.encode(batch, Frames.OPEN, session, ordinal);
      open = handOver.claim(frame);
      if (open == HandOver.NOTHING) {
        stopped = whyThereIsNoRoom(frame);
      }
    } catch (RuntimeException defect) {
      stopped = defect.toString();
    }
  }

  @Override
  public void onBatch(DecidedBatch batch) {
    if (batch.commands() == 0 && batch.effects().isEmpty()) {
      return;
    }
    long number = ordinal++;
    if (open != HandOver.NOTHING && !batch.effects().isEmpty()) {
      handOver.settle(open);
      open = HandOver.NOTHING;
      return;
    }
    // Nothing was left of what was rolled back.
    takeBack();
    if (stopped != null) {
      observer.onMissed(shardId);
      return;
    }
    try {
      ByteBuffer frame = encoder.encode(batch, Frames.BATCH, session, number);
      if (!handOver.write(frame)) {
        stopped = whyThereIsNoRoom(frame);
        observer.onMissed(shardId);
      }
    } catch (RuntimeException defect) {
      stopped = defect.toString();
      observer.onMissed(shardId);
    }
  }

  /**
   * Writes what is there; on the tape's thread.
   *
   * @return whether there was anything
   */
  boolean drain() {
    frames = 0;
    bytes = 0;
    boolean isBusy = handOver.read(this::take);
    if (frames > 0) {
      observer.onWritten(shardId, frames, bytes);
    }
    String cause = stopped;
    if (cause != null) {
      stayStopped(cause, !isBusy);
    }
    return isBusy;
  }

  /** Now and then, on the tape's thread. */
  void tick() {
    try {
      writer.tick();
    } catch (IOException | RuntimeException failure) {
      fail(failure);
    }
  }

  /** Writes what is left and ends the segment; on the tape's thread, as its last act. */
  void close() {
    while (drain()) {
      Thread.onSpinWait();
    }
    endSegment();
    handOver.close();
  }

  /** Nobody writes any more; on the tape's thread, as its last act. */
  void end(String cause) {
    observer.onRecording(shardId, false, cause);
  }

  /**
   * After {@link #end}, when the shard has ended: what was handed over waits for the next process.
   */
  void leave() {
    handOver.close();
  }

  /**
   * Some 2,000 repeats of one batch, all under other content and with the longest ids, are too
   * much.
   */
  private String whyThereIsNoRoom(ByteBuffer frame) {
    return frame.remaining() > handOver.mostBytes()
        ? "a batch of " + frame.remaining() + " bytes is too large for it"
        : TOO_SLOW;
  }

  private void takeBack() {
    if (open != HandOver.NOTHING) {
      handOver.takeBack(open);
      open = HandOver.NOTHING;
    }
  }

  private void take(int type, MutableDirectBuffer buffer, int index, int length) {
    if (isBroken) {
      observer.onMissed(shardId);
      return;
    }
    try {
      writer.write(buffer, index, length);
      frames++;
      bytes += length;
    } catch (IOException | RuntimeException failure) {
      observer.onMissed(shardId);
      fail(failure);
    }
  }

  private void fail(Exception failure) {
    isBroken = true;
    stopped = String.valueOf(failure.getMessage());
    endSegment();
  }

  private void endSegment() {
    try {
      writer.close();
    } catch (IOException | RuntimeException failure) {
      stopped = String.valueOf(failure.getMessage());
    }
  }

  private void stayStopped(String cause, boolean isEmpty) {
    if (!isTold) {
      isTold = true;
      stoppedNanos = nanoClock.getAsLong();
      observer.onRecording(shardId, false, cause);
    } else if (isEmpty && nanoClock.getAsLong() - stoppedNanos >= pauseNanos) {
      isBroken = false;
      isTold = false;
      stopped = null;
    }
  }
}
