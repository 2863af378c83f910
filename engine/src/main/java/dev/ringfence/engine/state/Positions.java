package dev.ringfence.engine.state;

import dev.ringfence.engine.domain.Hashing;
import java.util.function.IntConsumer;

/** The positions of a shard: 40 bytes each, and 8 for the index. */
final class Positions {
  /** Upper half: the account's row; lower half: the symbol's number. */
  private static final int KEY = 0;

  private static final int QUANTITY = 1;
  private static final int RESERVED = 2;
  private static final int COST = 3;
  private static final int LINK = 4;
  private static final int WIDTH = 5;

  private final Rows rows = new Rows(WIDTH);
  private final HashIndex index = new HashIndex(rows, LINK);
  private final long seed;
  private long totalReserved;

  /** What is applied was decided just before. */
  private int lastFound = Rows.NONE;

  Positions(long seed) {
    this.seed = seed;
  }

  int find(int account, int symbol) {
    if (symbol == Symbols.NONE) {
      return Rows.NONE;
    }
    long key = key(account, symbol);
    if (lastFound != Rows.NONE && rows.get(lastFound, KEY) == key) {
      return lastFound;
    }
    int hash = hash(account, symbol);
    int row = index.first(hash);
    while (row != Rows.NONE && rows.get(row, KEY) != key) {
      row = index.next(row, hash);
    }
    lastFound = row;
    return row;
  }

  /** One step towards a row, for {@link Lookahead}. */
  int newest(int hash) {
    return index.newest(hash);
  }

  /** The next step. */
  int follow(int row, int hash) {
    return index.follow(row, hash);
  }

  void insert(int account, int symbol, long quantity, long reserved, long cost) {
    int row = rows.allocate();
    long key = key(account, symbol);
    rows.set(row, KEY, key);
    rows.set(row, QUANTITY, quantity);
    rows.set(row, RESERVED, reserved);
    rows.set(row, COST, cost);
    index.add(row, hash(account, symbol));
    totalReserved += reserved;
  }

  void update(int row, long quantity, long reserved, long cost) {
    totalReserved += reserved - reserved(row);
    rows.set(row, QUANTITY, quantity);
    rows.set(row, RESERVED, reserved);
    rows.set(row, COST, cost);
  }

  /** Takes out a position that was never durable. */
  void remove(int row) {
    totalReserved -= reserved(row);
    index.remove(row);
    rows.free(row);
    lastFound = Rows.NONE;
  }

  int account(int row) {
    return (int) (rows.get(row, KEY) >>> 32);
  }

  int symbol(int row) {
    return (int) rows.get(row, KEY);
  }

  long quantity(int row) {
    return rows.get(row, QUANTITY);
  }

  long reserved(int row) {
    return rows.get(row, RESERVED);
  }

  long cost(int row) {
    return rows.get(row, COST);
  }

  int count() {
    return rows.count();
  }

  /** Reserved units of all symbols, modulo 2^64: for checks only. */
  long totalReserved() {
    return totalReserved;
  }

  void forEach(IntConsumer consumer) {
    index.forEach(consumer);
  }

  private static long key(int account, int symbol) {
    return ((long) account << 32) | symbol;
  }

  int hash(int account, int symbol) {
    return Hashing.toInt(Hashing.add(seed, key(account, symbol)));
  }
}
