package dev.ringfence.engine.state;

import dev.ringfence.engine.domain.Hashing;
import dev.ringfence.engine.domain.Text;

/**
 * Gives every symbol that was ever held a small number, so that a position need not keep the text.
 * A symbol stays for good, as its positions do.
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
    int added = rows.allocate();
    rows.set(added, TEXT, texts.keep(symbol));
    index.add(added, hash);
    return added;
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
