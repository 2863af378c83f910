package dev.ringfence.journal.tape;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** What stands on the tape: frames, each with its length and a checksum before it. */
final class Frames {
  /** RFTAPE03; a tape of another number is not read. */
  static final long MAGIC = 0x5246_5441_5045_3033L;

  static final byte HEADER = 0;

  /** A batch that is durable, or has no effects. */
  static final byte BATCH = 1;

  /** A batch that was with the journal when its process died, or its shard was fenced. */
  static final byte OPEN = 2;

  /** A shard begins. */
  static final byte START = 3;

  /** In the ring only: a frame that is still being written. */
  static final byte UNWRITTEN = 0;

  /** Length and checksum. */
  static final int PREFIX = 8;

  /** Larger than any batch; a length beyond it is damage. */
  static final int MAX_LENGTH = 1 << 24;

  private Frames() {}

  /** The checksum of the bytes from the position to the limit, which stay where they are. */
  static int checksum(ByteBuffer payload) {
    CRC32C checksum = new CRC32C();
    checksum.update(payload.duplicate());
    return (int) checksum.getValue();
  }
}
