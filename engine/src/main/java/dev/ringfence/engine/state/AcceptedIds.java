package dev.ringfence.engine.state;

import dev.ringfence.engine.domain.Text;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Every request id that a shard ever accepted, as a filter: it says for sure that an id is not
 * among them, or that it may be. What may be has to be looked up before its command is refused.
 *
 * <p>The ids of a long history are added by another thread while the shard serves already; until
 * that has come to its end, every id may be among them. Each id sets four bits of one word. The
 * filter takes 16 to 32 bytes for each id of the accepted window, and so has one false alarm in
 * thirty when the history is 13 to 25 windows long; later the alarms become frequent, but no answer
 * becomes wrong.
 */
public final class AcceptedIds {
  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int WORDS_PER_REMEMBERED_ID = 4;
  private static final int BITS_PER_ID = 4;
  private static final int BIT_INDEX_SIZE = 6;

  private final long[] words;
  private final long seed;
  private volatile boolean complete = true;

  /** For states with those windows, and the same seed. */
  public static AcceptedIds of(WindowSizes windows, long seed) {
    return new AcceptedIds(windows.accepted(), seed);
  }

  AcceptedIds(int window, long seed) {
    words = new long[WORDS_PER_REMEMBERED_ID * Integer.highestOneBit(Math.max(1, window))];
    this.seed = seed;
  }

  /** Adds an id of the past, from any thread. */
  public void add(long accountId, Text requestId) {
    long mixed = Hashing.finish(Hashing.ofKey(seed, accountId, requestId));
    WORDS.getAndBitwiseOr(words, word(mixed), bits(mixed));
  }

  /** There are ids of the past that have yet to be added. */
  public void expectMore() {
    complete = false;
  }

  /** All ids of the past have been added. */
  public void complete() {
    complete = true;
  }

  /**
   * Adds an id, from the shard's thread: alone, it need not wait for the word to come from memory.
   */
  void add(int hash) {
    long mixed = Hashing.finish(hash);
    if (complete) {
      words[word(mixed)] |= bits(mixed);
    } else {
      WORDS.getAndBitwiseOr(words, word(mixed), bits(mixed));
    }
  }

  boolean mayContain(int hash) {
    if (!complete) {
      return true;
    }
    long mixed = Hashing.finish(hash);
    long bits = bits(mixed);
    return (words[word(mixed)] & bits) == bits;
  }

  /** Reads what an id needs, for {@link Lookahead}. */
  long warm(int hash) {
    return words[word(Hashing.finish(hash))];
  }

  private int word(long mixed) {
    return (int) (mixed >>> 32) & (words.length - 1);
  }

  private static long bits(long mixed) {
    long bits = 0;
    long rest = mixed;
    for (int bit = 0; bit < BITS_PER_ID; bit++) {
      bits |= 1L << rest;
      rest >>>= BIT_INDEX_SIZE;
    }
    return bits;
  }
}
