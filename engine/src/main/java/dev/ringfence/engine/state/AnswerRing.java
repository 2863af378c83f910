package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.effect.AccountChange;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.PositionChange;
import dev.ringfence.engine.effect.ReservationChange;

/**
 * One bounded window of answers: a ring that is written round and round, 240 bytes an entry, with
 * room for a batch more than it remembers. Entries are numbered; a chain of a hash bucket runs from
 * newer to older ones, so that it ends by itself where the window ends: nothing has to be taken out
 * when something is forgotten, and memory is only touched in order.
 */
final class AnswerRing {
  /** How many entries can be undone; no batch is larger. */
  static final int UNDO = ShardState.MAX_BATCH;

  private static final int ACCOUNT_ID = 0;
  private static final int FINGERPRINT = 1;

  /** Upper half: the symbol's number; lower half: flags and codes. */
  private static final int SYMBOL_FLAGS = 2;

  private static final int REQUEST_ID = 3;
  private static final int CURRENCY = 11;
  private static final int BALANCE = 12;
  private static final int RESERVED = 13;
  private static final int VERSION = 14;
  private static final int QUANTITY = 15;
  private static final int RESERVED_QUANTITY = 16;
  private static final int COST = 17;
  private static final int AMOUNT = 18;
  private static final int REMAINING = 19;
  private static final int EXPIRES = 20;
  private static final int ORDER_ID = 21;
  private static final int WIDTH = 29;

  /** Account ids are greater than this. */
  static final long NOBODY = 0;

  private static final long LOW_HALF = 0xFFFF_FFFFL;
  private static final int HAS_ACCOUNT = 1;
  private static final int HAS_POSITION = 1 << 1;
  private static final int HAS_RESERVATION = 1 << 2;
  private static final int RESERVES_SYMBOL = 1 << 3;
  private static final int STATUS_SHIFT = 4;
  private static final int STATE_SHIFT = 8;
  private static final int REQUEST_WORDS_SHIFT = 12;
  private static final int ORDER_WORDS_SHIFT = 16;
  private static final int REASON_SHIFT = 24;
  private static final int NIBBLE = 0xF;

  private static final int PAGE_SHIFT = 9;
  private static final int PAGE_MASK = (1 << PAGE_SHIFT) - 1;

  private final Symbols symbols;
  private final int window;
  private final int capacity;
  private final int[] heads;

  /**
   * By place: in the upper half the hash, in the lower the next older entry of its bucket. Apart
   * from the entries, so that looking in vain, as for every new id, reads few and warm lines.
   */
  private final long[] links;

  private final long[][] pages;

  /** The number of the next entry; so far from 0 at first that an empty bucket seems forgotten. */
  private long next;

  AnswerRing(int window, Symbols symbols) {
    this.symbols = symbols;
    this.window = window;
    capacity = window + UNDO;
    heads = new int[Math.max(4, 4 * Integer.highestOneBit(window - 1))];
    links = new long[capacity];
    pages = new long[(capacity >>> PAGE_SHIFT) + 1][];
    next = 2L * capacity;
  }

  /** The place of an entry that is remembered, or -1. */
  int find(int hash, long accountId, Text requestId) {
    int number = heads[hash & (heads.length - 1)];
    while (remembers(number)) {
      int place = place(number);
      long link = links[place];
      if ((int) (link >>> 32) == hash && isOf(place, accountId, requestId)) {
        return place;
      }
      number = (int) link;
    }
    return -1;
  }

  /** One step towards an entry, for {@link Lookahead}: the newest of its bucket. */
  int newest(int hash) {
    return heads[hash & (heads.length - 1)];
  }

  /** The next step. */
  long follow(int number) {
    return remembers(number) ? links[place(number)] : 0;
  }

  /** Writes down the answer that a command got. */
  void add(int hash, long accountId, Text requestId, long fingerprint, Answer answer) {
    int symbol = answer.symbol().isEmpty() ? Symbols.NONE : symbols.findOrAdd(answer.symbol());
    int place = append(hash, accountId, requestId, fingerprint);
    long[] page = pages[place >>> PAGE_SHIFT];
    int offset = offset(place);
    page[offset + SYMBOL_FLAGS] = ((long) symbol << 32) | flags(requestId, answer);
    page[offset + CURRENCY] = answer.currency();
    page[offset + BALANCE] = answer.balance();
    page[offset + RESERVED] = answer.reserved();
    page[offset + VERSION] = answer.version();
    if (answer.hasPosition()) {
      page[offset + QUANTITY] = answer.quantity();
      page[offset + RESERVED_QUANTITY] = answer.reservedQuantity();
      page[offset + COST] = answer.cost();
    }
    if (answer.hasReservation()) {
      page[offset + AMOUNT] = answer.reservationAmount();
      page[offset + REMAINING] = answer.remaining();
      page[offset + EXPIRES] = answer.expiresAtMillis();
      answer.orderId().copyWordsTo(page, offset + ORDER_ID);
    }
  }

  /** Writes down the answer that {@link Effect#describeIn} gives, without that detour. */
  void add(int hash, Effect effect, int symbol) {
    int place = append(hash, effect.accountId(), effect.requestId(), effect.fingerprint());
    long[] page = pages[place >>> PAGE_SHIFT];
    int offset = offset(place);
    page[offset + SYMBOL_FLAGS] = ((long) symbol << 32) | flags(effect);
    AccountChange account = effect.account();
    page[offset + CURRENCY] = account.currency();
    page[offset + BALANCE] = account.balance();
    page[offset + RESERVED] = account.reserved();
    page[offset + VERSION] = effect.version();
    PositionChange position = effect.position();
    if (position.present()) {
      page[offset + QUANTITY] = position.quantity();
      page[offset + RESERVED_QUANTITY] = position.reservedQuantity();
      page[offset + COST] = position.cost();
    }
    ReservationChange reservation = effect.reservation();
    if (reservation.present()) {
      page[offset + AMOUNT] = reservation.amount();
      page[offset + REMAINING] = reservation.remaining();
      page[offset + EXPIRES] = reservation.expiresAtMillis();
      reservation.orderId().copyWordsTo(page, offset + ORDER_ID);
    }
  }

  void read(int place, Answer answer) {
    long[] page = pages[place >>> PAGE_SHIFT];
    int offset = offset(place);
    int flags = (int) page[offset + SYMBOL_FLAGS];
    answer.reason(Reason.ofCode(flags >>> REASON_SHIFT));
    if ((flags & HAS_ACCOUNT) != 0) {
      answer
          .hasAccount(true)
          .status(AccountStatus.ofCode((flags >>> STATUS_SHIFT) & NIBBLE))
          .currency(page[offset + CURRENCY])
          .balance(page[offset + BALANCE])
          .reserved(page[offset + RESERVED])
          .version(page[offset + VERSION]);
    }
    symbols.read((int) (page[offset + SYMBOL_FLAGS] >>> 32), answer.symbol());
    if ((flags & HAS_POSITION) != 0) {
      answer
          .hasPosition(true)
          .quantity(page[offset + QUANTITY])
          .reservedQuantity(page[offset + RESERVED_QUANTITY])
          .cost(page[offset + COST]);
    }
    if ((flags & HAS_RESERVATION) != 0) {
      answer
          .hasReservation(true)
          .reservesSymbol((flags & RESERVES_SYMBOL) != 0)
          .reservationAmount(page[offset + AMOUNT])
          .remaining(page[offset + REMAINING])
          .reservationState(ReservationState.ofCode((flags >>> STATE_SHIFT) & NIBBLE))
          .expiresAtMillis(page[offset + EXPIRES]);
      int words = (flags >>> ORDER_WORDS_SHIFT) & NIBBLE;
      answer.orderId().setWords(page, offset + ORDER_ID, words);
    }
  }

  long fingerprint(int place) {
    return pages[place >>> PAGE_SHIFT][offset(place) + FINGERPRINT];
  }

  /** The number that the next entry will have. */
  long next() {
    return next;
  }

  /** The place of the newest entry. */
  int newest() {
    return (int) ((next - 1) % capacity);
  }

  /** Undoes the last addition; what it had pushed out of the window is back in it. */
  void removeNewest() {
    long link = links[newest()];
    heads[(int) (link >>> 32) & (heads.length - 1)] = (int) link;
    next--;
  }

  /** Makes an entry somebody's, or nobody's; it keeps its place in the window. */
  void setAccount(int place, long accountId) {
    pages[place >>> PAGE_SHIFT][offset(place) + ACCOUNT_ID] = accountId;
  }

  /** Begins the next entry with what every one has, and returns its place. */
  private int append(int hash, long accountId, Text requestId, long fingerprint) {
    int place = (int) (next % capacity);
    if (pages[place >>> PAGE_SHIFT] == null) {
      pages[place >>> PAGE_SHIFT] = new long[WIDTH << PAGE_SHIFT];
    }
    long[] page = pages[place >>> PAGE_SHIFT];
    int offset = offset(place);
    page[offset + ACCOUNT_ID] = accountId;
    page[offset + FINGERPRINT] = fingerprint;
    requestId.copyWordsTo(page, offset + REQUEST_ID);
    int bucket = hash & (heads.length - 1);
    links[place] = ((long) hash << 32) | (heads[bucket] & LOW_HALF);
    heads[bucket] = (int) next;
    next++;
    return place;
  }

  private boolean remembers(int number) {
    return Integer.compareUnsigned((int) next - number - 1, window) < 0;
  }

  private int place(int number) {
    return (int) ((next - Integer.toUnsignedLong((int) next - number)) % capacity);
  }

  private static int offset(int place) {
    return (place & PAGE_MASK) * WIDTH;
  }

  private boolean isOf(int place, long accountId, Text requestId) {
    long[] page = pages[place >>> PAGE_SHIFT];
    int offset = offset(place);
    int words = requestId.wordCount();
    if (page[offset + ACCOUNT_ID] != accountId
        || ((page[offset + SYMBOL_FLAGS] >>> REQUEST_WORDS_SHIFT) & NIBBLE) != words) {
      return false;
    }
    for (int index = 0; index < words; index++) {
      if (page[offset + REQUEST_ID + index] != requestId.word(index)) {
        return false;
      }
    }
    return true;
  }

  private static int flags(Text requestId, Answer answer) {
    int status = answer.status() == null ? 0 : answer.status().code();
    int state = answer.reservationState() == null ? 0 : answer.reservationState().code();
    return (answer.hasAccount() ? HAS_ACCOUNT : 0)
        | (answer.hasPosition() ? HAS_POSITION : 0)
        | (answer.hasReservation() ? HAS_RESERVATION : 0)
        | (answer.reservesSymbol() ? RESERVES_SYMBOL : 0)
        | (status << STATUS_SHIFT)
        | (state << STATE_SHIFT)
        | (requestId.wordCount() << REQUEST_WORDS_SHIFT)
        | (answer.orderId().wordCount() << ORDER_WORDS_SHIFT)
        | (answer.reason().code() << REASON_SHIFT);
  }

  private static int flags(Effect effect) {
    ReservationChange reservation = effect.reservation();
    int flags =
        HAS_ACCOUNT
            | (effect.account().status().code() << STATUS_SHIFT)
            | (effect.requestId().wordCount() << REQUEST_WORDS_SHIFT)
            | (Reason.NONE.code() << REASON_SHIFT);
    if (effect.position().present()) {
      flags |= HAS_POSITION;
    }
    if (reservation.present()) {
      flags |=
          HAS_RESERVATION
              | (reservation.ofSymbol() ? RESERVES_SYMBOL : 0)
              | (reservation.state().code() << STATE_SHIFT)
              | (reservation.orderId().wordCount() << ORDER_WORDS_SHIFT);
    }
    return flags;
  }
}
