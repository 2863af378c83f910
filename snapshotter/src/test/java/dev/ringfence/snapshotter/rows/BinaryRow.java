package dev.ringfence.snapshotter.rows;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes fields as PostgreSQL does. */
final class BinaryRow {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  BinaryRow raw(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  BinaryRow shorts(int... values) {
    for (int value : values) {
      bytes.writeBytes(ByteBuffer.allocate(Short.BYTES).putShort((short) value).array());
    }
    return this;
  }

  BinaryRow int4(int value) {
    length(Integer.BYTES);
    return length(value);
  }

  BinaryRow int8(long value) {
    length(Long.BYTES);
    bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    return this;
  }

  BinaryRow text(String value) {
    length(value.length());
    bytes.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  BinaryRow absent() {
    return length(-1);
  }

  BinaryRow numeric(int weight, int sign, int... digits) {
    length((4 + digits.length) * Short.BYTES);
    return shorts(digits.length, weight, sign, 4).shorts(digits);
  }

  BinaryRow length(int value) {
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    return this;
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
