package dev.ringfence.journal;

import dev.ringfence.engine.domain.Text;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing byte array, written front to back and used again for every batch. */
final class WireBuffer {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int length;

  WireBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  int length() {
    return length;
  }

  /** Forgets what was written behind the first {@code newLength} bytes. */
  void truncate(int newLength) {
    length = newLength;
  }

  /** Leaves room that is filled later; returns where it begins. */
  int skip(int count) {
    int start = length;
    ensure(count);
    length += count;
    return start;
  }

  void putByte(int value) {
    ensure(Byte.BYTES);
    bytes[length++] = (byte) value;
  }

  void putShort(int value) {
    ensure(Short.BYTES);
    SHORT.set(bytes, length, (short) value);
    length += Short.BYTES;
  }

  void putInt(int value) {
    ensure(Integer.BYTES);
    INT.set(bytes, length, value);
    length += Integer.BYTES;
  }

  void putLong(long value) {
    ensure(Long.BYTES);
    LONG.set(bytes, length, value);
    length += Long.BYTES;
  }

  void setInt(int position, int value) {
    INT.set(bytes, position, value);
  }

  void setByte(int position, int value) {
    bytes[position] = (byte) value;
  }

  void putText(Text text) {
    ensure(text.length());
    length = text.copyTo(bytes, length);
  }

  /** Moves what stands from {@code position} on back by some bytes, to make room before it. */
  void shift(int position, int count) {
    ensure(count);
    System.arraycopy(bytes, position, bytes, position + count, length - position);
    length += count;
  }

  void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, length);
  }

  private void ensure(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }
}
