package dev.ringfence.engine.state;

import dev.ringfence.engine.domain.Text;

/**
 * Keeps ids in as many 8-byte words as they need, without an object each. A text is named by a
 * handle; 0 is the empty text.
 */
final class Texts {
  static final int EMPTY = 0;

  private static final int SIZE_BITS = 3;
  private static final int SIZE_MASK = (1 << SIZE_BITS) - 1;

  private final Rows[] byWordCount = new Rows[Text.MAX_LENGTH / Long.BYTES];

  Texts() {
    for (int index = 0; index < byWordCount.length; index++) {
      byWordCount[index] = new Rows(index + 1);
    }
  }

  int keep(Text text) {
    if (text.isEmpty()) {
      return EMPTY;
    }
    int size = text.wordCount() - 1;
    Rows rows = byWordCount[size];
    int row = rows.allocate();
    text.copyWordsTo(rows.page(row), rows.offset(row));
    return (row << SIZE_BITS) | size;
  }

  void free(int handle) {
    if (handle != EMPTY) {
      byWordCount[handle & SIZE_MASK].free(handle >>> SIZE_BITS);
    }
  }

  void read(int handle, Text target) {
    if (handle == EMPTY) {
      target.clear();
      return;
    }
    int size = handle & SIZE_MASK;
    int row = handle >>> SIZE_BITS;
    Rows rows = byWordCount[size];
    target.setWords(rows.page(row), rows.offset(row), size + 1);
  }

  /** Brings a text into the cache; a handle that was given back does no harm. */
  long warm(int handle) {
    int size = handle & SIZE_MASK;
    int row = handle >>> SIZE_BITS;
    return byWordCount[size].get(row, 0) + byWordCount[size].get(row, size);
  }

  boolean isEqual(int handle, Text text) {
    int size = handle & SIZE_MASK;
    if (handle == EMPTY || text.wordCount() != size + 1) {
      return handle == EMPTY && text.isEmpty();
    }
    int row = handle >>> SIZE_BITS;
    Rows rows = byWordCount[size];
    long[] page = rows.page(row);
    int offset = rows.offset(row);
    for (int index = 0; index <= size; index++) {
      if (page[offset + index] != text.word(index)) {
        return false;
      }
    }
    return true;
  }
}
