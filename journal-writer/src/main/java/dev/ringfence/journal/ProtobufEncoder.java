package dev.ringfence.journal;

import dev.ringfence.engine.domain.Text;

/** Writes fields in Protobuf's format straight into a batch's buffer, with no garbage. */
final class ProtobufEncoder {
  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;
  private static final int TAG_SHIFT = 3;
  private static final int VARINT_BITS = 7;
  private static final int VARINT_MASK = 0x7F;
  private static final int VARINT_MORE = 0x80;

  private WireBuffer buffer;

  void into(WireBuffer target) {
    buffer = target;
  }

  /** Left out when it is zero, which is the default. */
  void number(int field, long value) {
    if (value != 0) {
      varint(((long) field << TAG_SHIFT) | VARINT);
      varint(value);
    }
  }

  /** Left out when it is empty, which is the default. */
  void text(int field, Text value) {
    if (!value.isEmpty()) {
      int start = begin(field);
      buffer.putText(value);
      end(start);
    }
  }

  void amount(int field, long units) {
    int start = begin(field);
    CharacterCodec.putAmount(buffer, units);
    end(start);
  }

  void ascii(int field, String value) {
    int start = begin(field);
    for (int index = 0; index < value.length(); index++) {
      buffer.putByte(value.charAt(index));
    }
    end(start);
  }

  void currency(int field, long packed) {
    int start = begin(field);
    CharacterCodec.putCurrency(buffer, packed);
    end(start);
  }

  /** Starts a field whose length is known at its end. */
  int begin(int field) {
    varint(((long) field << TAG_SHIFT) | LENGTH_DELIMITED);
    return buffer.skip(1);
  }

  void end(int start) {
    int length = buffer.length() - start - 1;
    if (length < VARINT_MORE) {
      buffer.setByte(start, length);
      return;
    }
    if (length >= 1 << (2 * VARINT_BITS)) {
      throw new IllegalStateException("A field of an event has " + length + " bytes");
    }
    buffer.shift(start + 1, 1);
    buffer.setByte(start, (length & VARINT_MASK) | VARINT_MORE);
    buffer.setByte(start + 1, length >>> VARINT_BITS);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~VARINT_MASK) != 0) {
      buffer.putByte((int) ((rest & VARINT_MASK) | VARINT_MORE));
      rest >>>= VARINT_BITS;
    }
    buffer.putByte((int) rest);
  }
}
