package dev.ringfence.engine.domain;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A reusable holder of an id or a symbol: 1 to 64 visible ASCII characters, or nothing. It is
 * mutable and belongs to one ring slot or effect, so that ids cost no garbage on the way through.
 */
public final class Text {
  /** The longest id. */
  public static final int MAX_LENGTH = 64;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final char FIRST_VISIBLE = '!';
  private static final char LAST_VISIBLE = '~';

  private static final long FIRST = 0x9E37_79B9_7F4A_7C15L;
  private static final long SECOND = 0xD6E8_FEB8_6659_FD93L;

  private final byte[] bytes = new byte[MAX_LENGTH];
  private int length;
  private boolean hashed;
  private long hashSeed;
  private long hash;

  public static Text of(CharSequence characters) {
    Text text = new Text();
    text.set(characters);
    return text;
  }

  /** True if {@link #set} would take these characters. */
  public static boolean isValid(CharSequence characters) {
    int count = characters.length();
    if (count == 0 || count > MAX_LENGTH) {
      return false;
    }
    for (int index = 0; index < count; index++) {
      char character = characters.charAt(index);
      if (character < FIRST_VISIBLE || character > LAST_VISIBLE) {
        return false;
      }
    }
    return true;
  }

  /** Takes 1 to 64 visible ASCII characters. */
  public void set(CharSequence characters) {
    if (!isValid(characters)) {
      throw new IllegalArgumentException("An id has 1 to 64 visible ASCII characters");
    }
    length = characters.length();
    hashed = false;
    for (int index = 0; index < length; index++) {
      bytes[index] = (byte) characters.charAt(index);
    }
    padLastWord();
  }

  /** Takes bytes that were checked before, when they were set for the first time. */
  public void set(byte[] source, int offset, int count) {
    if (count > MAX_LENGTH) {
      throw new IllegalArgumentException("An id has at most 64 characters, not " + count);
    }
    System.arraycopy(source, offset, bytes, 0, count);
    length = count;
    hashed = false;
    padLastWord();
  }

  public void set(Text other) {
    length = other.length;
    hashed = other.hashed;
    hashSeed = other.hashSeed;
    hash = other.hash;
    for (int offset = 0; offset < length; offset += Long.BYTES) {
      WORDS.set(bytes, offset, (long) WORDS.get(other.bytes, offset));
    }
  }

  /** Takes words that {@link #copyWordsTo} has given. */
  public void setWords(long[] source, int offset, int count) {
    for (int index = 0; index < count; index++) {
      WORDS.set(bytes, index * Long.BYTES, source[offset + index]);
    }
    int unused = Long.numberOfLeadingZeros(source[offset + count - 1]) / Byte.SIZE;
    length = count * Long.BYTES - unused;
    hashed = false;
  }

  /** How many 8-byte words the characters fill, the last one padded with zeros. */
  public int wordCount() {
    return (length + Long.BYTES - 1) / Long.BYTES;
  }

  /** A word, the same on every machine. */
  public long word(int index) {
    return (long) WORDS.get(bytes, index * Long.BYTES);
  }

  /**
   * A quick hash for an index, remembered until the characters change, and copied with them: pairs
   * of words are multiplied side by side, not one after the other. Both factors are hidden by the
   * seed, and both halves of the product count; with known factors, or the lower half alone, ids
   * could be chosen that collide whatever the seed. Good enough to find rows by, not to tell
   * contents apart.
   */
  public long hash(long seed) {
    if (!hashed || hashSeed != seed) {
      hash = computeHash(seed);
      hashed = true;
      hashSeed = seed;
    }
    return hash;
  }

  private long computeHash(long seed) {
    long secret = seed ^ SECOND;
    long sum = fold(length ^ secret, seed + FIRST);
    int words = wordCount();
    for (int index = 0; index < words; index += 2) {
      secret += FIRST;
      long left = word(index) ^ secret;
      secret += FIRST;
      long right = index + 1 < words ? word(index + 1) ^ secret : secret;
      sum += fold(left, right);
    }
    return sum;
  }

  private static long fold(long left, long right) {
    return Math.unsignedMultiplyHigh(left, right) ^ (left * right);
  }

  public void copyWordsTo(long[] target, int offset) {
    int count = wordCount();
    for (int index = 0; index < count; index++) {
      target[offset + index] = word(index);
    }
  }

  public void clear() {
    length = 0;
    hashed = false;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  public int length() {
    return length;
  }

  public byte byteAt(int index) {
    return bytes[index];
  }

  /** Copies the characters and returns the offset behind them. */
  public int copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, length);
    return offset + length;
  }

  private void padLastWord() {
    for (int index = length; index % Long.BYTES != 0; index++) {
      bytes[index] = 0;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Text text
        && Arrays.equals(bytes, 0, length, text.bytes, 0, text.length);
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (int index = 0; index < length; index++) {
      hash = 31 * hash + bytes[index];
    }
    return hash;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.US_ASCII);
  }
}
