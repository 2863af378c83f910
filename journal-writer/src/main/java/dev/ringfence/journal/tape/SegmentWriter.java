package dev.ringfence.journal.tape;

import dev.ringfence.engine.shard.ShardConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;

/**
 * Appends frames of one shard to its newest segment, and begins a new one when that is full, or
 * when what comes does not follow. Used by the tape's thread alone.
 */
final class SegmentWriter {
  /** Behind the kind: shown, expiries, number of commands. */
  private static final int SESSION = 8;

  private static final int ORDINAL = 16;
  private static final int NUMBER = 24;
  private static final int EFFECTS = 48;
  private static final long PRUNE_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private final TapeConfig config;
  private final ShardConfig shard;
  private final Disk disk;
  private final LongSupplier clock;
  private final SteadyClock age;
  private final SegmentFiles files;
  private ByteBuffer scratch = ByteBuffer.allocate(1 << 16);
  private Disk.Output output;
  private Path open;
  private long session;
  private long epoch;
  private long nextOrdinal;
  private long written;
  private long prunedMillis;
  private boolean dirty;

  SegmentWriter(TapeConfig config, ShardConfig shard, Disk disk, LongSupplier clock) {
    this.config = config;
    this.shard = shard;
    this.disk = disk;
    this.clock = clock;
    age = new SteadyClock(clock, System::nanoTime);
    files = new SegmentFiles(config.directory(), shard.shardId());
  }

  /** Writes one frame; its bytes are with the operating system then. */
  void write(DirectBuffer source, int offset, int length) throws IOException {
    if (scratch.capacity() < length + Frames.PREFIX) {
      scratch = ByteBuffer.allocate(2 * length + Frames.PREFIX);
    }
    scratch.clear().position(Frames.PREFIX);
    source.getBytes(offset, scratch, length);
    scratch.flip();
    long frameSession = scratch.getLong(Frames.PREFIX + SESSION);
    long ordinal = scratch.getLong(Frames.PREFIX + ORDINAL);
    if (output != null
        && (frameSession != session
            || ordinal != nextOrdinal
            || written + Frames.PREFIX + length > config.segmentBytesOf(shard.shardCount()))) {
      close();
    }
    if (scratch.get(Frames.PREFIX) == Frames.START) {
      epoch = BatchEncoder.decodeStart(scratch.slice(Frames.PREFIX, length)).epoch();
    } else if (frameSession != session) {
      epoch = 0;
    }
    if (output == null) {
      long number = scratch.getLong(Frames.PREFIX + NUMBER);
      int effects = scratch.getInt(Frames.PREFIX + EFFECTS);
      begin(frameSession, ordinal, effects == 0 ? number : number - 1);
    }
    append(scratch);
    session = frameSession;
    nextOrdinal = ordinal + 1;
  }

  /** Makes what was written survive a failure of the machine, and removes what is too old. */
  void tick() throws IOException {
    if (dirty) {
      output.force();
      dirty = false;
    }
    if (age.getAsLong() - prunedMillis >= PRUNE_MILLIS) {
      prune(0);
    }
  }

  /** Ends the segment; the next frame begins another. */
  void close() throws IOException {
    Disk.Output ended = output;
    output = null;
    open = null;
    dirty = false;
    if (ended != null) {
      try (ended) {
        ended.force();
      }
    }
  }

  private void begin(long frameSession, long ordinal, long batchBefore) throws IOException {
    long nowMillis = clock.getAsLong();
    prune(config.segmentBytesOf(shard.shardCount()));
    Path next = files.next(nowMillis);
    output = disk.create(next);
    open = next;
    written = 0;
    ByteBuffer header =
        SegmentHeader.of(shard, frameSession, ordinal, batchBefore, nowMillis, epoch).encode();
    append(ByteBuffer.allocate(Frames.PREFIX + header.remaining()).putLong(0).put(header).flip());
  }

  /** The frame's length and checksum go into the room before it. */
  private void append(ByteBuffer frame) throws IOException {
    int length = frame.limit() - Frames.PREFIX;
    frame.putInt(0, length);
    frame.putInt(Integer.BYTES, Frames.checksum(frame.position(Frames.PREFIX)));
    frame.position(0);
    output.write(frame);
    written += Frames.PREFIX + length;
    dirty = true;
  }

  private void prune(long room) throws IOException {
    prunedMillis = age.getAsLong();
    files.prune(
        Math.max(0, config.bytesOf(shard.shardCount()) - room),
        prunedMillis - config.maxAge().toMillis(),
        open);
  }
}
