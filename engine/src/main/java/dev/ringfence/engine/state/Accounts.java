package dev.ringfence.engine.state;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Hashing;
import java.util.function.IntConsumer;

/** The accounts of a shard: 64 bytes each, and 8 for the index. */
final class Accounts {
  private static final int ID = 0;
  private static final int CURRENCY = 1;
  private static final int STATUS = 2;
  private static final int BALANCE = 3;
  private static final int RESERVED = 4;
  private static final int VERSION = 5;

  /** Upper half: open reservations; lower half: positions that hold something. */
  private static final int COUNTS = 6;

  private static final int LINK = 7;
  private static final int WIDTH = 8;
  private static final long ONE_RESERVATION = 1L << 32;

  private final Rows rows = new Rows(WIDTH);
  private final HashIndex index = new HashIndex(rows, LINK);
  private final long seed;
  private long totalReserved;

  /** What is applied was decided just before. */
  private int lastFound = Rows.NONE;

  Accounts(long seed) {
    this.seed = seed;
  }

  int find(long accountId) {
    if (lastFound != Rows.NONE && rows.get(lastFound, ID) == accountId) {
      return lastFound;
    }
    int hash = hash(accountId);
    int row = index.first(hash);
    while (row != Rows.NONE && rows.get(row, ID) != accountId) {
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

  int insert(
      long accountId,
      long currency,
      AccountStatus status,
      long balance,
      long reserved,
      long version) {
    int row = rows.allocate();
    rows.set(row, ID, accountId);
    rows.set(row, CURRENCY, currency);
    rows.set(row, STATUS, status.code());
    rows.set(row, BALANCE, balance);
    rows.set(row, RESERVED, reserved);
    rows.set(row, VERSION, version);
    rows.set(row, COUNTS, 0);
    index.add(row, hash(accountId));
    totalReserved += reserved;
    return row;
  }

  void update(int row, AccountStatus status, long balance, long reserved, long version) {
    totalReserved += reserved - reserved(row);
    rows.set(row, STATUS, status.code());
    rows.set(row, BALANCE, balance);
    rows.set(row, RESERVED, reserved);
    rows.set(row, VERSION, version);
  }

  /** Takes out an account that was never durable. */
  void remove(int row) {
    totalReserved -= reserved(row);
    index.remove(row);
    rows.free(row);
    lastFound = Rows.NONE;
  }

  void countOpenReservations(int row, int change) {
    rows.set(row, COUNTS, rows.get(row, COUNTS) + change * ONE_RESERVATION);
  }

  void countHeldPositions(int row, int change) {
    rows.set(row, COUNTS, rows.get(row, COUNTS) + change);
  }

  long id(int row) {
    return rows.get(row, ID);
  }

  long currency(int row) {
    return rows.get(row, CURRENCY);
  }

  AccountStatus status(int row) {
    return AccountStatus.ofCode((int) rows.get(row, STATUS));
  }

  long balance(int row) {
    return rows.get(row, BALANCE);
  }

  long reserved(int row) {
    return rows.get(row, RESERVED);
  }

  long version(int row) {
    return rows.get(row, VERSION);
  }

  /** No cash, no units, nothing reserved. */
  boolean isEmpty(int row) {
    return balance(row) == 0 && reserved(row) == 0 && rows.get(row, COUNTS) == 0;
  }

  int count() {
    return rows.count();
  }

  /** Reserved cash of all accounts, whatever the currency, modulo 2^64: for checks only. */
  long totalReserved() {
    return totalReserved;
  }

  void forEach(IntConsumer consumer) {
    index.forEach(consumer);
  }

  int hash(long accountId) {
    return Hashing.toInt(Hashing.add(seed, accountId));
  }
}
