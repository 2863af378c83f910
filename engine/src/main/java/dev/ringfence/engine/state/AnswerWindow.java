package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Text;

/**
 * The request ids that were answered last, with their answers: one bounded window for those that
 * were accepted, another for those that were refused. An entry takes 128 bytes, its ids in whole
 * words, and 12 for index and order: 228 bytes with two ids of 36 characters and a symbol.
 */
final class AnswerWindow {
  private static final int ACCOUNT_ID = 0;
  private static final int FINGERPRINT = 1;
  private static final int ORDINAL = 2;

  /** Upper half: the handle of the request id; lower half: that of the order id. */
  private static final int IDS = 3;

  /** Upper half: the handle of the symbol; lower half: flags and codes. */
  private static final int SYMBOL_FLAGS = 4;

  private static final int CURRENCY = 5;
  private static final int BALANCE = 6;
  private static final int RESERVED = 7;
  private static final int VERSION = 8;
  private static final int QUANTITY = 9;
  private static final int RESERVED_QUANTITY = 10;
  private static final int COST = 11;
  private static final int AMOUNT = 12;
  private static final int REMAINING = 13;
  private static final int EXPIRES = 14;
  private static final int LINK = 15;
  private static final int WIDTH = 16;

  private static final long LOW_HALF = 0xFFFF_FFFFL;
  private static final int ACCEPTED = 1;
  private static final int HAS_ACCOUNT = 1 << 1;
  private static final int HAS_POSITION = 1 << 2;
  private static final int HAS_RESERVATION = 1 << 3;
  private static final int RESERVES_SYMBOL = 1 << 4;
  private static final int STATUS_SHIFT = 8;
  private static final int STATE_SHIFT = 16;
  private static final int REASON_SHIFT = 24;
  private static final int CODE_MASK = 0xFF;

  private final Rows rows = new Rows(WIDTH);
  private final HashIndex index = new HashIndex(rows, LINK);
  private final Fifo accepted;
  private final Fifo refused;
  private final Texts texts;
  private final long seed;
  private long acceptedMark;
  private long refusedMark;

  AnswerWindow(WindowSizes sizes, Texts texts, long seed) {
    accepted = new Fifo(sizes.accepted());
    refused = new Fifo(sizes.refused());
    this.texts = texts;
    this.seed = seed;
  }

  /** The entry of a request id that is remembered, or none. */
  int find(long accountId, Text requestId) {
    int hash = hash(accountId, requestId);
    int row = index.first(hash);
    while (row != Rows.NONE
        && !(rows.get(row, ACCOUNT_ID) == accountId
            && texts.isEqual(requestIdOf(row), requestId)
            && isRemembered(row))) {
      row = index.next(row, hash);
    }
    return row;
  }

  long fingerprint(int row) {
    return rows.get(row, FINGERPRINT);
  }

  /** Gives the stored answer again, marked as replayed. */
  void read(int row, Answer answer) {
    long word = rows.get(row, SYMBOL_FLAGS);
    int flags = (int) word;
    answer
        .accepted((flags & ACCEPTED) != 0)
        .reason(Reason.ofCode(flags >>> REASON_SHIFT))
        .replayed(true)
        .hasAccount((flags & HAS_ACCOUNT) != 0)
        .hasPosition((flags & HAS_POSITION) != 0)
        .hasReservation((flags & HAS_RESERVATION) != 0)
        .currency(rows.get(row, CURRENCY))
        .balance(rows.get(row, BALANCE))
        .reserved(rows.get(row, RESERVED))
        .version(rows.get(row, VERSION))
        .quantity(rows.get(row, QUANTITY))
        .reservedQuantity(rows.get(row, RESERVED_QUANTITY))
        .cost(rows.get(row, COST))
        .reservesSymbol((flags & RESERVES_SYMBOL) != 0)
        .reservationAmount(rows.get(row, AMOUNT))
        .remaining(rows.get(row, REMAINING))
        .expiresAtMillis(rows.get(row, EXPIRES));
    int status = (flags >>> STATUS_SHIFT) & CODE_MASK;
    answer.status(status == 0 ? null : AccountStatus.ofCode(status));
    int state = (flags >>> STATE_SHIFT) & CODE_MASK;
    answer.reservationState(state == 0 ? null : ReservationState.ofCode(state));
    texts.read((int) (word >>> 32), answer.symbol());
    texts.read((int) rows.get(row, IDS), answer.orderId());
  }

  /** Remembers an answer; whether it was accepted says in which window. */
  void add(long accountId, Text requestId, long fingerprint, Answer answer) {
    int row = rows.allocate();
    rows.set(row, ACCOUNT_ID, accountId);
    rows.set(row, FINGERPRINT, fingerprint);
    rows.set(row, ORDINAL, (answer.accepted() ? accepted : refused).append(row));
    rows.set(row, IDS, halves(texts.keep(requestId), texts.keep(answer.orderId())));
    rows.set(row, SYMBOL_FLAGS, halves(texts.keep(answer.symbol()), flags(answer)));
    rows.set(row, CURRENCY, answer.currency());
    rows.set(row, BALANCE, answer.balance());
    rows.set(row, RESERVED, answer.reserved());
    rows.set(row, VERSION, answer.version());
    rows.set(row, QUANTITY, answer.quantity());
    rows.set(row, RESERVED_QUANTITY, answer.reservedQuantity());
    rows.set(row, COST, answer.cost());
    rows.set(row, AMOUNT, answer.reservationAmount());
    rows.set(row, REMAINING, answer.remaining());
    rows.set(row, EXPIRES, answer.expiresAtMillis());
    index.add(row, hash(accountId, requestId));
  }

  /** Takes out the last accepted one, which is undone. */
  void removeNewestAccepted(long accountId, Text requestId) {
    int row = accepted.removeNewest();
    if (rows.get(row, ACCOUNT_ID) != accountId || !texts.isEqual(requestIdOf(row), requestId)) {
      throw new IllegalStateException("Only what was accepted last can be undone");
    }
    drop(row);
  }

  /** Marks a point in both windows, to come back to. */
  void mark() {
    acceptedMark = accepted.nextOrdinal();
    refusedMark = refused.nextOrdinal();
  }

  /** Takes out all that came since the mark. */
  void removeSinceMark() {
    while (accepted.nextOrdinal() > acceptedMark) {
      drop(accepted.removeNewest());
    }
    while (refused.nextOrdinal() > refusedMark) {
      drop(refused.removeNewest());
    }
  }

  /** Drops what the windows no longer hold. */
  void forget() {
    while (accepted.hasForgotten()) {
      drop(accepted.removeOldest());
    }
    while (refused.hasForgotten()) {
      drop(refused.removeOldest());
    }
  }

  private void drop(int row) {
    index.remove(row);
    long ids = rows.get(row, IDS);
    texts.free((int) (ids >>> 32));
    texts.free((int) ids);
    texts.free((int) (rows.get(row, SYMBOL_FLAGS) >>> 32));
    rows.free(row);
  }

  private boolean isRemembered(int row) {
    boolean isAccepted = ((int) rows.get(row, SYMBOL_FLAGS) & ACCEPTED) != 0;
    return (isAccepted ? accepted : refused).remembers(rows.get(row, ORDINAL));
  }

  private int requestIdOf(int row) {
    return (int) (rows.get(row, IDS) >>> 32);
  }

  private int hash(long accountId, Text requestId) {
    return Hashing.toInt(Hashing.add(Hashing.add(seed, accountId), requestId));
  }

  private static int flags(Answer answer) {
    int status = answer.status() == null ? 0 : answer.status().code();
    int state = answer.reservationState() == null ? 0 : answer.reservationState().code();
    return (answer.accepted() ? ACCEPTED : 0)
        | (answer.hasAccount() ? HAS_ACCOUNT : 0)
        | (answer.hasPosition() ? HAS_POSITION : 0)
        | (answer.hasReservation() ? HAS_RESERVATION : 0)
        | (answer.reservesSymbol() ? RESERVES_SYMBOL : 0)
        | (status << STATUS_SHIFT)
        | (state << STATE_SHIFT)
        | (answer.reason().code() << REASON_SHIFT);
  }

  private static long halves(int upper, int lower) {
    return ((long) upper << 32) | (lower & LOW_HALF);
  }
}
