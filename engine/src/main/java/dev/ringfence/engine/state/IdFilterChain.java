package dev.ringfence.engine.state;

import java.util.Arrays;

/**
 * A filter that grows: where one is full, another begins that has twice the room, as long as there
 * is memory for it. Written by one thread.
 */
final class IdFilterChain {
  /** After so many additions, one page of the next filter may be allocated. */
  private static final int STEP = 1 << 12;

  private final int maxPages;

  /** The oldest first; the newest is the one that is added to. */
  private volatile IdFilter[] filters = {};

  private IdFilter newest;

  /** What comes after the newest, while its pages are allocated; otherwise null. */
  private IdFilter next;

  private int pages;
  private volatile boolean crowded;

  IdFilterChain(int maxPages) {
    this.maxPages = maxPages;
  }

  /** With a first filter, which is granted in any case. */
  IdFilterChain(int firstPages, int maxPages) {
    this(maxPages);
    pages = firstPages;
    use(new IdFilter(firstPages).allocateAll());
  }

  /** Adds an id, and allocates no more than one page, long before it is needed. */
  void add(long key) {
    if (newest.add(key) && newest.size() % STEP == 0) {
      growAhead();
    }
  }

  /**
   * Adds an id, and begins the next filter at once where there is no room.
   *
   * @param expected how many ids are to come, as far as is known
   */
  void add(long key, long expected) {
    if (newest == null || newest.isFull()) {
      IdFilter larger = plan(IdFilter.pagesFor(expected));
      if (larger == null) {
        crowded = true;
      } else {
        use(larger.allocateAll());
      }
    }
    var _ = newest.add(key);
  }

  /** Asks the newest first: what comes again is most often young. */
  boolean mayContain(long key) {
    IdFilter[] all = filters;
    for (int index = all.length - 1; index >= 0; index--) {
      if (all[index].mayContain(key)) {
        return true;
      }
    }
    return false;
  }

  /** The word that an id is added to. */
  long read(long key) {
    return newest.read(key);
  }

  /** Whether the memory is used up, and more ids were added than there is room for. */
  boolean isCrowded() {
    return crowded;
  }

  private void growAhead() {
    if (next == null && newest.isNearlyFull()) {
      next = plan(1);
    }
    if (next != null && !next.isAllocated()) {
      next.allocatePage();
    }
    if (newest.isFull()) {
      if (next == null) {
        crowded = true;
      } else if (next.isAllocated()) {
        use(next);
        next = null;
      }
    }
  }

  /**
   * The next filter: as large as wanted, and at least twice as large as the newest. Where memory is
   * short it is smaller, and null if it were smaller than the newest; the first is always granted.
   */
  private IdFilter plan(int wantedPages) {
    int least = newest == null ? 1 : newest.pageCount();
    int wanted = newest == null ? wantedPages : Math.max(wantedPages, 2 * least);
    int left = newest == null ? Math.max(1, maxPages) : maxPages - pages;
    if (left < least) {
      return null;
    }
    int granted = Math.min(wanted, left);
    pages += granted;
    return new IdFilter(granted);
  }

  private void use(IdFilter filter) {
    IdFilter[] longer = Arrays.copyOf(filters, filters.length + 1);
    longer[longer.length - 1] = filter;
    filters = longer;
    newest = filter;
  }
}
