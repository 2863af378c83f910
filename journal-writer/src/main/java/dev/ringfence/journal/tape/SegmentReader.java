package dev.ringfence.journal.tape;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads the frames of one segment, also of one that is still written. What was torn when a process
 * or a machine died is cut off; behind damage nothing is believed.
 */
final class SegmentReader implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).flip();
  private long offset;
  private String flaw;
  private boolean isDamaged;

  private SegmentReader(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static SegmentReader open(Path file) throws IOException {
    return new SegmentReader(file, FileChannel.open(file, StandardOpenOption.READ));
  }

  /** The header, which is the first frame; null if that is not there or not whole. */
  SegmentHeader header() throws IOException {
    ByteBuffer first = next();
    return first == null ? null : SegmentHeader.decode(first);
  }

  /** The next frame's payload, valid until the next call; null at the end, or at a flaw. */
  ByteBuffer next() throws IOException {
    if (flaw != null || !fill(Frames.PREFIX)) {
      cutOff();
      return null;
    }
    int length = buffer.getInt(buffer.position());
    if (length <= 0 || length > Frames.MAX_LENGTH) {
      flaw = isZeroToTheEnd() ? tornTail() : damage();
      return null;
    }
    if (!fill(Frames.PREFIX + length)) {
      cutOff();
      return null;
    }
    ByteBuffer payload = buffer.slice(buffer.position() + Frames.PREFIX, length);
    if (Frames.checksum(payload) != buffer.getInt(buffer.position() + Integer.BYTES)) {
      boolean isLast = offset + Frames.PREFIX + length >= channel.size();
      flaw = isLast ? tornTail() : damage();
      return null;
    }
    buffer.position(buffer.position() + Frames.PREFIX + length);
    offset += Frames.PREFIX + length;
    return payload;
  }

  /** What is wrong with the end of it; null if nothing is. */
  String flaw() {
    return flaw;
  }

  /** Whether that is more than what a death leaves. */
  boolean isDamaged() {
    return isDamaged;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** What is left is less than a frame. */
  private void cutOff() {
    if (flaw == null && buffer.hasRemaining()) {
      flaw = tornTail();
    }
  }

  private String tornTail() {
    return file + ": a torn tail, cut off at byte " + offset;
  }

  private String damage() {
    isDamaged = true;
    return file + ": damaged at byte " + offset + ", nothing behind it can be read";
  }

  /** A machine that dies may leave a file longer than what was written. */
  private boolean isZeroToTheEnd() throws IOException {
    ByteBuffer rest = ByteBuffer.allocate(BUFFER_BYTES);
    long position = offset;
    while (channel.read(rest.clear(), position) > 0) {
      position += rest.position();
      rest.flip();
      while (rest.hasRemaining()) {
        if (rest.get() != 0) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean fill(int bytes) throws IOException {
    if (buffer.remaining() >= bytes) {
      return true;
    }
    if (buffer.capacity() < bytes) {
      buffer = ByteBuffer.allocate(2 * bytes).put(buffer);
    } else {
      buffer.compact();
    }
    while (buffer.position() < bytes && channel.read(buffer) >= 0) {
      // Reads on.
    }
    buffer.flip();
    return buffer.remaining() >= bytes;
  }
}
