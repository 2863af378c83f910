package dev.ringfence.engine.state;

import java.util.Arrays;

/** An array of ints, in pages: it grows without copying what it holds. */
final class PagedInts {
  private static final int SHIFT = 14;
  private static final int MASK = (1 << SHIFT) - 1;

  private int[][] pages = new int[4][];

  int get(int index) {
    return pages[index >>> SHIFT][index & MASK];
  }

  /** Sets a value; the index may be new if its predecessor was set before. */
  void set(int index, int value) {
    int page = index >>> SHIFT;
    if (page == pages.length) {
      pages = Arrays.copyOf(pages, page * 2);
    }
    if (pages[page] == null) {
      pages[page] = new int[1 << SHIFT];
    }
    pages[page][index & MASK] = value;
  }
}
