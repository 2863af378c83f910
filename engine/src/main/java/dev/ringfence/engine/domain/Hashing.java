package dev.ringfence.engine.domain;

/** Mixes longs into hashes that are the same on every machine. */
public final class Hashing {
  private static final long FIRST = 0x9E37_79B9_7F4A_7C15L;
  private static final long SECOND = 0xD6E8_FEB8_6659_FD93L;

  private Hashing() {}

  /** Takes one more word into a hash. */
  public static long add(long hash, long word) {
    long left = hash ^ word;
    long right = hash + FIRST;
    return Math.unsignedMultiplyHigh(left ^ SECOND, FIRST)
        ^ left * SECOND
        ^ Long.rotateLeft(right, 29);
  }

  public static long add(long hash, Text text) {
    long result = add(hash, text.length());
    for (int index = 0; index < text.wordCount(); index++) {
      result = add(result, text.word(index));
    }
    return result;
  }

  /** Spreads what {@link #add} has collected over all bits. */
  public static long finish(long hash) {
    long result = (hash ^ (hash >>> 32)) * SECOND;
    result = (result ^ (result >>> 29)) * FIRST;
    return result ^ (result >>> 32);
  }

  public static int toInt(long hash) {
    return (int) finish(hash);
  }

  /** A quick hash of a key, all 64 bits of it; as good as {@link Text#hash}, and no better. */
  public static long ofKey(long seed, long owner, Text text) {
    return finish(add(text.hash(seed), owner));
  }
}
