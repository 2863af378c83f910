package dev.ringfence.engine.state;

/**
 * Ids as a filter, with room for so many of them: it says for sure that an id is not among them, or
 * that it may be. Each id sets five bits of one word. With three bytes for each, as many as there
 * is room for, it is wrong about one of 800 ids; with half of that, about one of 100.
 *
 * <p>It is in pages, so that its memory can be had step by step. A key has 64 bits, all of them
 * good: the upper half finds the word, the lower one the bits in it.
 */
final class IdFilter {
  private static final int PAGE_SHIFT = 14;
  private static final int WORDS_PER_PAGE = 1 << PAGE_SHIFT;
  private static final int PAGE_MASK = WORDS_PER_PAGE - 1;
  private static final int BYTES_PER_ID = 3;
  private static final int BITS_PER_ID = 5;
  private static final int BIT_INDEX_SIZE = 6;
  private static final int HALF = 32;

  /** Words are numbered by an int. */
  static final int MAX_PAGES = 1 << 16;

  static final int PAGE_BYTES = WORDS_PER_PAGE * Long.BYTES;

  private final long[][] pages;
  private final long words;
  private final long capacity;
  private int allocated;
  private long size;

  IdFilter(int pageCount) {
    pages = new long[pageCount][];
    words = (long) pageCount * WORDS_PER_PAGE;
    capacity = words * Long.BYTES / BYTES_PER_ID;
  }

  /** How many pages have room for so many ids. */
  static int pagesFor(long ids) {
    return Math.clamp((ids * BYTES_PER_ID + PAGE_BYTES - 1) / PAGE_BYTES, 1, MAX_PAGES);
  }

  int pageCount() {
    return pages.length;
  }

  /** It can be used when all of its pages are there. */
  boolean isAllocated() {
    return allocated == pages.length;
  }

  void allocatePage() {
    pages[allocated] = new long[WORDS_PER_PAGE];
    allocated++;
  }

  IdFilter allocateAll() {
    while (!isAllocated()) {
      allocatePage();
    }
    return this;
  }

  long size() {
    return size;
  }

  boolean isFull() {
    return size >= capacity;
  }

  boolean isNearlyFull() {
    return size >= capacity - capacity / 4;
  }

  /**
   * Adds an id.
   *
   * @return whether it took room: one that is there already, as after a batch that was undone,
   *     takes none
   */
  boolean add(long key) {
    int word = word(key);
    long[] page = pages[word >>> PAGE_SHIFT];
    long before = page[word & PAGE_MASK];
    long after = before | bits(key);
    if (after == before) {
      return false;
    }
    page[word & PAGE_MASK] = after;
    size++;
    return true;
  }

  boolean mayContain(long key) {
    long bits = bits(key);
    return (read(key) & bits) == bits;
  }

  /** The word of a key. */
  long read(long key) {
    int word = word(key);
    return pages[word >>> PAGE_SHIFT][word & PAGE_MASK];
  }

  private int word(long key) {
    return (int) (((key >>> HALF) * words) >>> HALF);
  }

  private static long bits(long key) {
    long bits = 0;
    long rest = key;
    for (int bit = 0; bit < BITS_PER_ID; bit++) {
      bits |= 1L << rest;
      rest >>>= BIT_INDEX_SIZE;
    }
    return bits;
  }
}
