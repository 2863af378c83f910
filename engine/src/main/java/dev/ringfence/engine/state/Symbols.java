package dev.ringfence.engine.state;

import dev.ringfence.engine.domain.Hashing;
import dev.ringfence.engine.domain.Text;
import java.util.Arrays;

/**
 * Gives every symbol that was ever held a small number, so that a position need not keep the text.
 * A symbol stays for good once it is durable, as its positions do.
 */
final class Symbols {
  /** The number of no symbol: cash. */
  static final int NONE = Rows.NONE;

  private static final int TEXT = 0;
  private static final int LINK = 1;
  private static final int WIDTH = 2;

  private final Rows rows = new Rows(WIDTH);
  private final HashIndex index = new HashIndex(rows, LINK);
  private final Texts texts;
  private final long seed;

  /** Since the mark. */
  private int[] added = new int[16];

  private int addedCount;

  Symbols(Texts texts, long seed) {
    this.texts = texts;
    this.seed = seed;
  }

  int find(Text symbol) {
    return find(symbol, hash(symbol));
  }

  int findOrAdd(Text symbol) {
    int hash = hash(symbol);
    int found = find(symbol, hash);
    if (found != NONE) {
      return found;
    }
    int row = rows.allocate();
    rows.set(row, TEXT, texts.keep(symbol));
    index.add(row, hash);
    if (addedCount == added.length) {
      added = Arrays.copyOf(added, 2 * addedCount);
    }
    added[addedCount] = row;
    addedCount++;
    return row;
  }

  /** Marks a point to come back to. */
  void mark() {
    addedCount = 0;
  }

  /** Takes out all that came since the mark; nothing may have their numbers any more. */
  void removeSinceMark() {
    while (addedCount > 0) {
      addedCount--;
      int row = added[addedCount];
      index.remove(row);
      texts.free((int) rows.get(row, TEXT));
      rows.free(row);
    }
  }

  void read(int symbol, Text target) {
    if (symbol == NONE) {
      target.clear();
    } else {
      texts.read((int) rows.get(symbol, TEXT), target);
    }
  }

  private int find(Text symbol, int hash) {
    int row = index.first(hash);
    while (row != NONE && !texts.isEqual((int) rows.get(row, TEXT), symbol)) {
      row = index.next(row, hash);
    }
    return row;
  }

  private int hash(Text symbol) {
    return (int) Hashing.ofKey(seed, 0, symbol);
  }
}
