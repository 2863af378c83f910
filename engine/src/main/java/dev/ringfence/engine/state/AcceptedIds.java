package dev.ringfence.engine.state;

import dev.ringfence.engine.domain.Hashing;
import dev.ringfence.engine.domain.Text;

/**
 * Every request id that a shard ever accepted, as a filter: it says for sure that an id is not
 * among them, or that it may be. What may be has to be looked up before its command is refused.
 *
 * <p>The ids of a long history are added by another thread while the shard serves already; until
 * that has come to its end, every id may be among them. They have filters of their own, which the
 * shard does not read before, so that each filter is written by one thread.
 *
 * <p>It grows with the history, three bytes for each id and up to as much again for those to come,
 * and gives less than one false alarm in a hundred, until its limit of memory is reached: from then
 * on alarms become more frequent, but no answer becomes wrong.
 */
public final class AcceptedIds {
  private static final long DEFAULT_LIMIT_BYTES = 256L << 20;
  private static final int FIRST_BYTES_PER_REMEMBERED_ID = 32;

  private final long seed;

  /** Since this process began, and in the windows before; written by the shard's thread. */
  private final IdFilterChain recent;

  /** Before the windows. */
  private final IdFilterChain older;

  private volatile long expected;
  private volatile boolean complete = true;

  /** With as much memory as suits most. */
  public static AcceptedIds of(WindowSizes windows, long seed) {
    return of(windows, DEFAULT_LIMIT_BYTES, seed);
  }

  /**
   * For states with those windows, and the same seed.
   *
   * @param limitBytes what it takes at most: half for the ids of before the windows, half for the
   *     others
   */
  public static AcceptedIds of(WindowSizes windows, long limitBytes, long seed) {
    return new AcceptedIds(windows.accepted(), limitBytes, seed);
  }

  AcceptedIds(int window, long limitBytes, long seed) {
    this.seed = seed;
    int maxPages = (int) Math.min(IdFilter.MAX_PAGES, limitBytes / 2 / IdFilter.PAGE_BYTES);
    long firstBytes = (long) FIRST_BYTES_PER_REMEMBERED_ID * Integer.highestOneBit(window);
    int firstPages = (int) Math.max(1, firstBytes / IdFilter.PAGE_BYTES);
    recent = new IdFilterChain(firstPages, maxPages);
    older = new IdFilterChain(maxPages);
  }

  /** Adds an id of before the windows; only one thread at a time may do so. */
  public void add(long accountId, Text requestId) {
    older.add(Hashing.ofKey(seed, accountId, requestId), expected);
  }

  /**
   * There are ids of before the windows that have yet to be added.
   *
   * @param ids how many, at most
   */
  public void expectMore(long ids) {
    expected = ids;
    complete = false;
  }

  /** All ids of before the windows have been added. */
  public void complete() {
    complete = true;
  }

  /** Whether the limit of memory is reached, and there are more false alarms than promised. */
  public boolean isCrowded() {
    return recent.isCrowded() || older.isCrowded();
  }

  /** Adds an id, from the shard's thread, or whoever fills the windows before it begins. */
  void add(long key) {
    recent.add(key);
  }

  boolean mayContain(long key) {
    return !complete || recent.mayContain(key) || older.mayContain(key);
  }

  /** Reads what adding an id needs, for {@link Lookahead}. */
  long warm(long key) {
    return recent.read(key);
  }
}
