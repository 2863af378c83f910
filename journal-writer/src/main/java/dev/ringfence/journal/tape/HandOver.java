package dev.ringfence.journal.tape;

import dev.ringfence.journal.Complaint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ring of bytes between a shard's thread and the tape's. Where the system has a file system in
 * memory, it lives there, so that what was handed over outlives a process that is killed: the next
 * one, or a replay, writes it to the tape.
 */
final class HandOver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
  private static final int MESSAGE = 1;

  /** No place in the ring. */
  static final int NOTHING = 0;

  private final RingBuffer ring;

  /** Null where the ring ends with the process. */
  private final HandOverFile file;

  private HandOver(RingBuffer ring, HandOverFile file) {
    this.ring = ring;
    this.file = file;
  }

  /** In memory that ends with the process. */
  static HandOver inProcess(int bytes) {
    UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(length(bytes)));
    return new HandOver(new OneToOneRingBuffer(memory), null);
  }

  /**
   * In memory that outlives the process, if there is any. What another version of the program left
   * there is not read, which is said.
   *
   * @throws TapeInUseException if another process that lives writes this tape
   */
  static HandOver open(Path directory, int shardId, int bytes) {
    if (!HandOverFile.isPossible()) {
      return inProcess(bytes);
    }
    try {
      HandOverFile file = HandOverFile.open(directory, shardId, length(bytes));
      try {
        UnsafeBuffer memory = new UnsafeBuffer(file.map());
        RingBuffer ring = new OneToOneRingBuffer(memory);
        if (file.isOld() && ring.size() > 0) {
          ring = withWhatIsWhole(ring, memory);
        }
        return new HandOver(ring, file);
      } catch (IOException | RuntimeException failure) {
        file.close();
        throw failure;
      }
    } catch (IOException failure) {
      LOG.warn(
          "{} can't be used, so a tape may lack the last millisecond when the process is killed: {}",
          HandOverFile.path(directory, shardId),
          Complaint.reason(failure));
      return inProcess(bytes);
    }
  }

  /** Whether a process that ended left something. */
  static boolean exists(Path directory, int shardId) {
    return Files.exists(HandOverFile.path(directory, shardId));
  }

  /**
   * Looks at what a process left that ended, and leaves it as it is.
   *
   * @throws TapeException if another version of the program left it, which can't be read
   */
  static void requireReadable(Path directory, int shardId, int bytes) {
    try {
      HandOverFile.requireReadable(directory, shardId, length(bytes));
    } catch (IOException failure) {
      throw new TapeException(
          HandOverFile.path(directory, shardId) + " can't be read: " + Complaint.reason(failure),
          failure);
    }
  }

  /**
   * Puts a frame where the reader does not take it yet: it is let go, or taken back, before the
   * next one comes.
   *
   * @return {@link #NOTHING} if there is no room
   */
  int claim(ByteBuffer frame) {
    int length = frame.remaining();
    int place = length > mostBytes() ? NOTHING : ring.tryClaim(MESSAGE, length);
    if (place <= 0) {
      return NOTHING;
    }
    // Its first byte comes last, so that a frame that a kill cut short is not taken for whole.
    AtomicBuffer memory = ring.buffer();
    memory.putByteVolatile(place, Frames.UNWRITTEN);
    memory.putBytes(place + 1, frame, frame.position() + 1, length - 1);
    memory.putByteVolatile(place, frame.get(frame.position()));
    return place;
  }

  /** A larger frame never has room. */
  int mostBytes() {
    return ring.maxMsgLength();
  }

  /** Lets a batch go that is durable. */
  void settle(int place) {
    ring.buffer().putByteVolatile(place, Frames.BATCH);
    letGo(place);
  }

  /** Lets a frame go as it is. */
  void letGo(int place) {
    ring.commit(place);
  }

  void takeBack(int place) {
    ring.abort(place);
  }

  /** Hands over at once; false if there is no room. */
  boolean write(ByteBuffer frame) {
    int place = claim(frame);
    if (place != NOTHING) {
      letGo(place);
    }
    return place != NOTHING;
  }

  /** Takes out what was let go; returns whether there was anything. */
  boolean read(MessageHandler handler) {
    // A read may find nothing but the unused end of the ring.
    long before = ring.consumerPosition();
    int _ = ring.read(handler);
    return ring.consumerPosition() != before;
  }

  /** Lets another process have it; with nothing in it, it goes away. */
  @Override
  public void close() {
    if (file == null) {
      return;
    }
    try (file) {
      if (ring.size() == 0) {
        Files.deleteIfExists(file.path());
      }
    } catch (IOException failure) {
      LOG.warn("{} could not be removed: {}", file.path(), Complaint.reason(failure));
    }
  }

  /** How many bytes wait to be taken out. */
  int waiting() {
    return ring.size();
  }

  /** Where it lives; null if that is in the process. */
  Path file() {
    return file == null ? null : file.path();
  }

  /** What a kill does: the lock goes, and the memory stays as it is. */
  void abandon() throws IOException {
    file.close();
  }

  /**
   * What was with the journal, or half written, when the process died would block the ring for
   * ever: of the first its fate is open, and the second never got to the journal.
   */
  private static RingBuffer withWhatIsWhole(RingBuffer left, UnsafeBuffer memory) {
    List<byte[]> whole = new ArrayList<>();
    long before;
    do {
      before = left.consumerPosition();
      int _ = left.read((type, buffer, index, length) -> whole.add(bytes(buffer, index, length)));
    } while (left.consumerPosition() != before);
    int record = (int) before & (left.capacity() - 1);
    int length =
        -memory.getInt(RecordDescriptor.lengthOffset(record)) - RecordDescriptor.HEADER_LENGTH;
    int place = RecordDescriptor.encodedMsgOffset(record);
    if (left.producerPosition() != before
        && length >= BatchEncoder.HEAD_LENGTH
        && length <= left.maxMsgLength()
        && memory.getByte(place) != Frames.UNWRITTEN) {
      whole.add(bytes(memory, place, length));
    }
    memory.setMemory(0, memory.capacity(), (byte) 0);
    RingBuffer ring = new OneToOneRingBuffer(memory);
    for (byte[] message : whole) {
      boolean _ = ring.write(MESSAGE, new UnsafeBuffer(message), 0, message.length);
    }
    return ring;
  }

  private static byte[] bytes(DirectBuffer buffer, int index, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(index, bytes);
    return bytes;
  }

  private static int length(int bytes) {
    return bytes + RingBufferDescriptor.TRAILER_LENGTH;
  }
}
