package dev.ringfence.engine.state;

import java.util.Arrays;

/**
 * A table of rows of longs, in pages: it grows without copying what it holds, and a freed row is
 * used again. Rows are named by numbers from 1; 0 is no row.
 */
final class Rows {
  static final int NONE = 0;

  /** 128 KB: small enough that no collector treats a page as a special case. */
  private static final int LONGS_PER_PAGE = 1 << 14;

  private final int width;
  private final int shift;
  private final int mask;
  private long[][] pages = new long[4][];
  private int nextFresh = 1;
  private int newestFree = NONE;
  private int count;

  Rows(int width) {
    this.width = width;
    int rowsPerPage = Integer.highestOneBit(LONGS_PER_PAGE / width);
    shift = Integer.numberOfTrailingZeros(rowsPerPage);
    mask = rowsPerPage - 1;
    pages[0] = new long[rowsPerPage * width];
  }

  /** A row to be filled; what is in it is left over from before. */
  int allocate() {
    count++;
    if (newestFree != NONE) {
      int row = newestFree;
      newestFree = (int) get(row, 0);
      return row;
    }
    int row = nextFresh++;
    int page = row >>> shift;
    if (page == pages.length) {
      pages = Arrays.copyOf(pages, page * 2);
    }
    if (pages[page] == null) {
      pages[page] = new long[(mask + 1) * width];
    }
    return row;
  }

  void free(int row) {
    set(row, 0, newestFree);
    newestFree = row;
    count--;
  }

  long get(int row, int column) {
    return pages[row >>> shift][(row & mask) * width + column];
  }

  void set(int row, int column, long value) {
    pages[row >>> shift][(row & mask) * width + column] = value;
  }

  /** The page that holds the row, for copying; the row begins at {@link #offset}. */
  long[] page(int row) {
    return pages[row >>> shift];
  }

  int offset(int row) {
    return (row & mask) * width;
  }

  int count() {
    return count;
  }
}
