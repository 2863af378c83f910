package dev.ringfence.journal.tape;

import dev.ringfence.engine.shard.BatchListener;
import dev.ringfence.engine.shard.DecidedBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The tape of one shard. The shard's thread copies each batch into a bounded buffer of bytes and
 * goes on; the tape's thread takes it out and writes it. When there is no room, or writing fails,
 * it stops: batches are missed until the pause is over, and the next segment tells by its numbers
 * what is not there.
 */
final class ShardTape implements BatchListener {
  private static final int MESSAGE = 1;

  private final int shardId;
  private final HandOver handOver;
  private final SegmentWriter writer;
  private final TapeObserver observer;
  private final LongSupplier nanoClock;
  private final long pauseNanos;
  private final BatchEncoder encoder = new BatchEncoder();
  private final UnsafeBuffer encoded = new UnsafeBuffer(new byte[0]);

  /** The shard's thread sets it when there is no room, the tape's thread when writing fails. */
  private volatile String stopped;

  /** The shard's thread. */
  private long session;

  private long ordinal;

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

  /** A shard with a fresh memory begins; before its thread does. */
  void begin(long newSession) {
    session = newSession;
    ordinal = 0;
  }

  @Override
  public void onBatch(DecidedBatch batch) {
    if (batch.commands() == 0 && batch.effects().isEmpty()) {
      return;
    }
    long number = ordinal++;
    if (stopped != null) {
      observer.onMissed(shardId);
      return;
    }
    try {
      ByteBuffer frame = encoder.encode(batch, session, number);
      if (!offer(frame)) {
        stopped = "the disk does not keep up";
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
    int count = handOver.ring().read(this::take);
    if (frames > 0) {
      observer.onWritten(shardId, frames, bytes);
    }
    String cause = stopped;
    if (cause != null) {
      stayStopped(cause, count == 0);
    }
    return count > 0;
  }

  /** Now and then, on the tape's thread. */
  void tick() {
    try {
      writer.tick();
    } catch (IOException failure) {
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

  private boolean offer(ByteBuffer frame) {
    if (frame.remaining() > handOver.ring().maxMsgLength()) {
      return false;
    }
    encoded.wrap(frame, 0, frame.remaining());
    return handOver.ring().write(MESSAGE, encoded, 0, frame.remaining());
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
    } catch (IOException failure) {
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
