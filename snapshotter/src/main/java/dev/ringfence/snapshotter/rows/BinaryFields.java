package dev.ringfence.snapshotter.rows;

import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Text;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Decodes PostgreSQL's binary representation, one field after the other, without garbage. */
final class BinaryFields {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int NULL_LENGTH = -1;
  private static final int DIGIT_BASE = 10_000;

  /** NUMERIC(18,4) has 14 digits before the point: weights 3 and less, which a long can hold. */
  private static final int MAX_WEIGHT = 3;

  private static final int POSITIVE = 0x0000;
  private static final int NEGATIVE = 0x4000;

  /** PostgreSQL counts time from the year 2000. */
  private static final long EPOCH_SHIFT_MILLIS = 946_684_800_000L;

  private static final long MICROS_PER_MILLI = 1_000;

  private byte[] bytes = new byte[0];
  private int position;

  void reset(byte[] message) {
    bytes = message;
    position = 0;
  }

  boolean hasMore() {
    return position < bytes.length;
  }

  void skip(int length) {
    position += length;
  }

  int rawShort() {
    int value = (short) SHORTS.get(bytes, position);
    position += Short.BYTES;
    return value;
  }

  int rawInt() {
    int value = (int) INTS.get(bytes, position);
    position += Integer.BYTES;
    return value;
  }

  boolean skipNull() {
    if ((int) INTS.get(bytes, position) == NULL_LENGTH) {
      position += Integer.BYTES;
      return true;
    }
    return false;
  }

  long int8() {
    begin(Long.BYTES);
    long value = (long) LONGS.get(bytes, position);
    position += Long.BYTES;
    return value;
  }

  int int4() {
    begin(Integer.BYTES);
    return rawInt();
  }

  int int2() {
    begin(Short.BYTES);
    return rawShort();
  }

  boolean bool() {
    begin(1);
    return bytes[position++] != 0;
  }

  long millis() {
    return Math.floorDiv(int8(), MICROS_PER_MILLI) + EPOCH_SHIFT_MILLIS;
  }

  void text(Text target) {
    int length = beginAny();
    if (length > Text.MAX_LENGTH) {
      throw new UnreadableRowException("An id has at most 64 characters, not " + length);
    }
    target.set(bytes, position, length);
    position += length;
  }

  long currency() {
    int length = beginAny();
    if (length == 0 || length > Long.BYTES) {
      throw new UnreadableRowException("A currency has 1 to 8 characters, not " + length);
    }
    long packed = CurrencyCode.NONE;
    for (int index = 0; index < length; index++) {
      packed = packed << Byte.SIZE | (bytes[position + index] & 0xFF);
    }
    position += length;
    return packed;
  }

  /** The point lies after digit number {@code weight}, and our units one digit further right. */
  long units() {
    int end = beginAny() + position;
    int digits = rawShort();
    int weight = rawShort();
    int sign = rawShort() & 0xFFFF;
    position += Short.BYTES;
    if (sign != POSITIVE && sign != NEGATIVE) {
      throw new UnreadableRowException("An amount is infinite or not a number");
    }
    int lastExponent = weight + 1 - (digits - 1);
    if (digits > 0 && lastExponent < 0) {
      throw new UnreadableRowException("An amount has more than four decimals");
    }
    if (weight > MAX_WEIGHT) {
      throw new UnreadableRowException("An amount has more than 18 digits");
    }
    long units = 0;
    for (int index = 0; index < digits; index++) {
      units = units * DIGIT_BASE + rawShort();
    }
    if (digits > 0) {
      for (int exponent = 0; exponent < lastExponent; exponent++) {
        units *= DIGIT_BASE;
      }
    }
    position = end;
    return sign == NEGATIVE ? -units : units;
  }

  private void begin(int expectedLength) {
    int length = beginAny();
    if (length != expectedLength) {
      throw new UnreadableRowException(
          "A column has " + length + " bytes where " + expectedLength + " are expected");
    }
  }

  private int beginAny() {
    int length = rawInt();
    if (length == NULL_LENGTH) {
      throw new UnreadableRowException("A column is null that never should be");
    }
    return length;
  }
}
