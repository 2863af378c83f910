package dev.ringfence.engine.state;

import dev.ringfence.engine.domain.Hashing;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Text;
import java.util.function.IntConsumer;

/**
 * The open reservations of a shard, and a window of those that ended last: 64 bytes each, the order
 * id in whole words, and 12 for index and heap.
 */
final class Reservations {
  /** Upper half: the account's row; lower half: the handle of the order id. */
  private static final int KEY = 0;

  /** Upper half: the symbol's number; lower half: the code of the state. */
  private static final int SYMBOL_STATE = 1;

  private static final int OPENED = 2;
  private static final int AMOUNT = 3;
  private static final int REMAINING = 4;
  private static final int EXPIRES = 5;

  /** Open: the place in the heap. Ended: the ordinal in the window. */
  private static final int PLACE = 6;

  private static final int LINK = 7;
  private static final int WIDTH = 8;

  private final Rows rows = new Rows(WIDTH);
  private final HashIndex index = new HashIndex(rows, LINK);
  private final ExpiryHeap heap = new ExpiryHeap(this);
  private final Fifo closed;
  private final Texts texts;
  private final long seed;
  private int openCount;
  private long totalRemainingCash;
  private long totalRemainingUnits;

  /** What is applied was decided just before. */
  private int lastFound = Rows.NONE;

  Reservations(int closedWindow, Texts texts, long seed) {
    closed = new Fifo(closedWindow);
    this.texts = texts;
    this.seed = seed;
  }

  /** An open reservation, or one that ended and is still remembered. */
  int find(int account, Text orderId) {
    if (lastFound != Rows.NONE && isSought(lastFound, account, orderId)) {
      return lastFound;
    }
    int hash = hash(account, orderId);
    int row = index.first(hash);
    while (row != Rows.NONE && !isSought(row, account, orderId)) {
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

  /** Brings the order id of a row into the cache. */
  long warmOrderId(int row) {
    return texts.warm((int) rows.get(row, KEY));
  }

  int insert(
      int account,
      Text orderId,
      int symbol,
      long openedSequence,
      long amount,
      long remaining,
      ReservationState state,
      long expiresAtMillis) {
    int row = rows.allocate();
    rows.set(row, KEY, ((long) account << 32) | texts.keep(orderId));
    rows.set(row, SYMBOL_STATE, ((long) symbol << 32) | state.code());
    rows.set(row, OPENED, openedSequence);
    rows.set(row, AMOUNT, amount);
    rows.set(row, REMAINING, remaining);
    rows.set(row, EXPIRES, expiresAtMillis);
    index.add(row, hash(account, orderId));
    enter(row, state);
    return row;
  }

  /** Sets what can change, and moves the row to where it now belongs. */
  void update(int row, long amount, long remaining, ReservationState state, long expiresAtMillis) {
    boolean moves = state != state(row) || expiresAtMillis != expiresAtMillis(row);
    if (moves) {
      leave(row);
    } else {
      countRemaining(row, -remaining(row));
    }
    rows.set(row, AMOUNT, amount);
    rows.set(row, REMAINING, remaining);
    rows.set(row, EXPIRES, expiresAtMillis);
    rows.set(row, SYMBOL_STATE, ((long) symbol(row) << 32) | state.code());
    if (moves) {
      enter(row, state);
    } else {
      countRemaining(row, remaining);
    }
  }

  /** Takes out a reservation that was never durable. */
  void remove(int row) {
    leave(row);
    drop(row);
  }

  /** Drops what the window of ended reservations no longer holds. */
  void forget() {
    while (closed.hasForgotten()) {
      drop(closed.removeOldest());
    }
  }

  /** Drops all of them. */
  void forgetClosed() {
    while (!closed.isEmpty()) {
      drop(closed.removeOldest());
    }
  }

  /** The open reservation that ends first, if its time has come; or none. */
  int firstDue(long timeMillis) {
    int row = heap.first();
    return row != Rows.NONE && expiresAtMillis(row) <= timeMillis ? row : Rows.NONE;
  }

  boolean endsBefore(int row, int other) {
    long end = expiresAtMillis(row);
    long otherEnd = expiresAtMillis(other);
    return end < otherEnd || (end == otherEnd && openedSequence(row) < openedSequence(other));
  }

  int account(int row) {
    return (int) (rows.get(row, KEY) >>> 32);
  }

  void readOrderId(int row, Text target) {
    texts.read((int) rows.get(row, KEY), target);
  }

  /** The number of the symbol that is held, or {@link Symbols#NONE} for cash. */
  int symbol(int row) {
    return (int) (rows.get(row, SYMBOL_STATE) >>> 32);
  }

  ReservationState state(int row) {
    return ReservationState.ofCode((int) rows.get(row, SYMBOL_STATE));
  }

  long openedSequence(int row) {
    return rows.get(row, OPENED);
  }

  long amount(int row) {
    return rows.get(row, AMOUNT);
  }

  long remaining(int row) {
    return rows.get(row, REMAINING);
  }

  long expiresAtMillis(int row) {
    return rows.get(row, EXPIRES);
  }

  int place(int row) {
    return (int) rows.get(row, PLACE);
  }

  void place(int row, int place) {
    rows.set(row, PLACE, place);
  }

  int openCount() {
    return openCount;
  }

  /** Cash that open reservations hold, modulo 2^64: for checks only. */
  long totalRemainingCash() {
    return totalRemainingCash;
  }

  /** Units that open reservations hold, modulo 2^64: for checks only. */
  long totalRemainingUnits() {
    return totalRemainingUnits;
  }

  void forEachOpen(IntConsumer consumer) {
    index.forEach(
        row -> {
          if (!state(row).isTerminal()) {
            consumer.accept(row);
          }
        });
  }

  private void enter(int row, ReservationState state) {
    countRemaining(row, remaining(row));
    if (state.isTerminal()) {
      rows.set(row, PLACE, closed.append(row));
      return;
    }
    openCount++;
    if (expiresAtMillis(row) != 0) {
      heap.add(row);
    }
  }

  /** Takes an open row out of the heap; an ended one, which is undone, out of the window. */
  private void leave(int row) {
    countRemaining(row, -remaining(row));
    if (state(row).isTerminal()) {
      if (closed.removeNewest() != row) {
        throw new IllegalStateException("Only what ended last can be opened again");
      }
      return;
    }
    openCount--;
    if (expiresAtMillis(row) != 0) {
      heap.remove(row);
    }
  }

  private void drop(int row) {
    index.remove(row);
    texts.free((int) rows.get(row, KEY));
    rows.free(row);
    lastFound = Rows.NONE;
  }

  private void countRemaining(int row, long change) {
    if (symbol(row) == Symbols.NONE) {
      totalRemainingCash += change;
    } else {
      totalRemainingUnits += change;
    }
  }

  private boolean isSought(int row, int account, Text orderId) {
    return isOf(row, account, orderId) && isRemembered(row);
  }

  private boolean isOf(int row, int account, Text orderId) {
    long key = rows.get(row, KEY);
    return (int) (key >>> 32) == account && texts.isEqual((int) key, orderId);
  }

  private boolean isRemembered(int row) {
    return !state(row).isTerminal() || closed.remembers(rows.get(row, PLACE));
  }

  int hash(int account, Text orderId) {
    return (int) Hashing.ofKey(seed, account, orderId);
  }
}
