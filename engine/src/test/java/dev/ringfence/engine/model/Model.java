package dev.ringfence.engine.model;

import static dev.ringfence.engine.model.Told.decimal;

import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.command.RefusalRule;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Side;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One command after the other, with plain maps and BigDecimal: written from the rules, not from the
 * engine, and without a thought for speed.
 */
public final class Model {
  static final BigDecimal ZERO = decimal(0);
  private static final BigDecimal MAX = decimal(Amount.MAX);

  /** What a deposit or a reservation that is on its way would change. */
  private static final Set<Reason> PASSING =
      EnumSet.of(
          Reason.ACCOUNT_NOT_FOUND,
          Reason.RESERVATION_NOT_FOUND,
          Reason.INSUFFICIENT_BALANCE,
          Reason.INSUFFICIENT_POSITION,
          Reason.INSUFFICIENT_RESERVED);

  public static final class Account {
    final long id;
    public final String currency;
    public AccountStatus status = AccountStatus.ACTIVE;
    public BigDecimal balance = ZERO;
    public BigDecimal reserved = ZERO;
    public long version = 1;
    public final Map<String, Position> positions = new HashMap<>();

    /** All of all time; the closed window says which of those that ended still count. */
    public final Map<String, Reservation> reservations = new HashMap<>();

    Account(long id, String currency) {
      this.id = id;
      this.currency = currency;
    }
  }

  public static final class Position {
    public BigDecimal quantity = ZERO;
    public BigDecimal reserved = ZERO;
    public BigDecimal cost = ZERO;

    BigDecimal all() {
      return quantity.add(reserved);
    }
  }

  public static final class Reservation {
    final Account account;
    final String orderId;
    public final String symbol;
    final long opened;
    public BigDecimal amount;
    public BigDecimal remaining;
    public ReservationState state = ReservationState.OPEN;
    long expires;
    long closedAt;

    Reservation(
        Account account,
        String orderId,
        String symbol,
        long opened,
        BigDecimal amount,
        long expires) {
      this.account = account;
      this.orderId = orderId;
      this.symbol = symbol;
      this.opened = opened;
      this.amount = amount;
      this.remaining = amount;
      this.expires = expires;
    }
  }

  private record Key(long accountId, String requestId) {}

  record Due(long expires, long opened) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return expires != other.expires
          ? Long.compare(expires, other.expires)
          : Long.compare(opened, other.opened);
    }
  }

  /**
   * @param number how many were kept in the same window before it
   */
  private record Kept(Ask content, Told answer, long number) {}

  /** Remembers what was kept last, so many of them. */
  private static final class Window {
    private final int size;
    private final Map<Key, Kept> kept = new HashMap<>();
    private long count;

    Window(int size) {
      this.size = size;
    }

    Kept get(Key key) {
      Kept found = kept.get(key);
      return found == null || count - found.number() > size ? null : found;
    }

    void keep(Key key, Ask content, Told answer) {
      kept.put(key, new Kept(content, answer, count));
      count++;
    }

    /** What is forgotten keeps its place: nothing older comes back for it. */
    void forget(Key key) {
      kept.remove(key);
    }

    void clear() {
      kept.clear();
    }
  }

  /**
   * What else there is to know about a command.
   *
   * @param taken whether the database, which knows everything of all time, found its order taken
   * @param unstorable whether the database could not store it
   * @param poisoned whether the database never can
   * @param rule what a refusal means for its request id
   */
  record Circumstances(boolean taken, boolean unstorable, boolean poisoned, RefusalRule rule) {
    static final Circumstances NONE = new Circumstances(false, false, false, RefusalRule.STICKS);
  }

  public final Map<Long, Account> accounts = new HashMap<>();
  final TreeMap<Due, Reservation> due = new TreeMap<>();
  private final Map<Key, Kept> everAccepted = new LinkedHashMap<>();
  private final Window accepted;
  private final Window refused;
  private final int closedWindow;
  private long closedCount;
  private long sequence;

  public Model(int acceptedWindow, int refusedWindow, int closedWindow) {
    accepted = new Window(acceptedWindow);
    refused = new Window(refusedWindow);
    this.closedWindow = closedWindow;
  }

  /** How many effects there were. */
  public long sequence() {
    return sequence;
  }

  /** A restart: accepted ids come back from the ledger, refusals do not. */
  void restart() {
    refused.clear();
    accepted.clear();
    everAccepted.forEach((key, kept) -> accepted.keep(key, kept.content(), kept.answer()));
  }

  /** Ends up to so many reservations whose time has come. */
  public void expire(long timeMillis, int most) {
    for (int count = 0; count < most; count++) {
      if (due.isEmpty() || due.firstKey().expires() > timeMillis) {
        return;
      }
      Reservation reservation = due.firstEntry().getValue();
      give(reservation, reservation.remaining);
      end(reservation, ReservationState.EXPIRED);
      changed(reservation.account);
    }
  }

  /** Answers a command of which the database has found nothing out. */
  public Told ask(Ask ask, long timeMillis) {
    return ask(ask, timeMillis, Circumstances.NONE);
  }

  Told ask(Ask ask, long timeMillis, Circumstances circumstances) {
    Account account = accounts.get(ask.accountId());
    if (ask.type() == CommandType.GET_OUTCOME) {
      Kept kept = remembered(new Key(ask.accountId(), ask.requestId()));
      return kept == null
          ? new Told(false, Reason.NONE, false, null, null, null)
          : kept.answer().again();
    }
    if (ask.type().isRead()) {
      Reason reason = Reason.NONE;
      if (account == null) {
        reason = Reason.ACCOUNT_NOT_FOUND;
      } else if (ask.type() == CommandType.GET_RESERVATION && find(account, ask) == null) {
        reason = Reason.RESERVATION_NOT_FOUND;
      }
      return refuse(account, ask, reason);
    }
    Key key = new Key(ask.accountId(), ask.requestId());
    if (circumstances.rule() == RefusalRule.RECONSIDER) {
      refused.forget(key);
    }
    Kept kept = remembered(key);
    if (kept == null && everAccepted.containsKey(key)) {
      kept = everAccepted.get(key);
      accepted.keep(key, kept.content(), kept.answer());
    }
    if (kept != null) {
      return kept.content().equals(ask.content())
          ? kept.answer().again()
          : refuse(account, ask, Reason.REQUEST_ID_REUSED);
    }
    Reason reason;
    if (circumstances.taken()) {
      require(everReserved(account, ask), "an order is called taken that never was", ask);
      reason = Reason.RESERVATION_EXISTS;
    } else if (circumstances.unstorable()) {
      require(circumstances.poisoned(), "what can be stored was called unstorable", ask);
      reason = Reason.REFUSED_BY_STORE;
    } else {
      reason = decide(account, ask, timeMillis);
    }
    if (reason != Reason.NONE) {
      Told no = refuse(account, ask, reason);
      boolean passes = circumstances.rule() == RefusalRule.TENTATIVE && PASSING.contains(reason);
      if (!passes) {
        refused.keep(key, ask.content(), no);
      }
      return no;
    }
    require(!everAccepted.containsKey(key), "a request id was accepted twice", ask);
    require(!circumstances.poisoned(), "what can't be stored was accepted", ask);
    Account after = accounts.get(ask.accountId());
    if (ask.type() != CommandType.OPEN_ACCOUNT) {
      changed(after);
    } else {
      sequence++;
    }
    Told yes = accept(after, ask);
    everAccepted.put(key, new Kept(ask.content(), yes, 0));
    accepted.keep(key, ask.content(), yes);
    return yes;
  }

  private Reason decide(Account account, Ask ask, long timeMillis) {
    if (ask.type() == CommandType.OPEN_ACCOUNT) {
      if (account != null) {
        return Reason.ACCOUNT_EXISTS;
      }
      accounts.put(ask.accountId(), new Account(ask.accountId(), ask.currency()));
      return Reason.NONE;
    }
    if (account == null) {
      return Reason.ACCOUNT_NOT_FOUND;
    }
    if (account.status == AccountStatus.CLOSED) {
      return Reason.ACCOUNT_NOT_ACTIVE;
    }
    return switch (ask.type()) {
      case SET_STATUS -> setStatus(account, ask);
      case DEPOSIT -> deposit(account, ask);
      case WITHDRAW -> withdraw(account, ask);
      case RESERVE -> reserve(account, ask, timeMillis);
      case AMEND -> amend(account, ask, timeMillis);
      case RELEASE, SETTLE -> consume(account, ask);
      case APPLY_FILL -> fill(account, ask);
      case OPEN_ACCOUNT, GET_ACCOUNT, GET_RESERVATION, GET_OUTCOME ->
          throw new IllegalStateException();
    };
  }

  private Reason setStatus(Account account, Ask ask) {
    if (ask.status() == AccountStatus.CLOSED) {
      boolean empty = account.balance.signum() == 0 && account.reserved.signum() == 0;
      for (Position position : account.positions.values()) {
        empty &= position.all().signum() == 0;
      }
      for (Reservation reservation : account.reservations.values()) {
        empty &= reservation.state != ReservationState.OPEN;
      }
      if (!empty) {
        return Reason.ACCOUNT_NOT_EMPTY;
      }
    }
    account.status = ask.status();
    return Reason.NONE;
  }

  private Reason deposit(Account account, Ask ask) {
    BigDecimal amount = decimal(ask.amount());
    if (!ask.symbol().isEmpty()) {
      return addUnits(account, ask.symbol(), amount, decimal(ask.cash()));
    }
    if (!ask.currency().isEmpty() && !ask.currency().equals(account.currency)) {
      return Reason.CURRENCY_MISMATCH;
    }
    if (exceeds(account.balance.add(account.reserved).add(amount))) {
      return Reason.AMOUNT_OVERFLOW;
    }
    account.balance = account.balance.add(amount);
    return Reason.NONE;
  }

  private Reason withdraw(Account account, Ask ask) {
    if (account.status != AccountStatus.ACTIVE) {
      return Reason.ACCOUNT_NOT_ACTIVE;
    }
    BigDecimal amount = decimal(ask.amount());
    if (!ask.symbol().isEmpty()) {
      Position position = account.positions.get(ask.symbol());
      if (position == null || position.quantity.compareTo(amount) < 0) {
        return Reason.INSUFFICIENT_POSITION;
      }
      takeCost(position, amount);
      position.quantity = position.quantity.subtract(amount);
      return Reason.NONE;
    }
    if (!ask.currency().isEmpty() && !ask.currency().equals(account.currency)) {
      return Reason.CURRENCY_MISMATCH;
    }
    if (account.balance.compareTo(amount) < 0) {
      return Reason.INSUFFICIENT_BALANCE;
    }
    account.balance = account.balance.subtract(amount);
    return Reason.NONE;
  }

  private Reason reserve(Account account, Ask ask, long timeMillis) {
    if (account.status != AccountStatus.ACTIVE) {
      return Reason.ACCOUNT_NOT_ACTIVE;
    }
    if (find(account, ask) != null) {
      return Reason.RESERVATION_EXISTS;
    }
    if (ask.timeToLiveMillis() < 0) {
      return Reason.EXPIRY_IN_PAST;
    }
    BigDecimal amount = decimal(ask.amount());
    if (ask.symbol().isEmpty()) {
      if (account.balance.compareTo(amount) < 0) {
        return Reason.INSUFFICIENT_BALANCE;
      }
    } else {
      Position position = account.positions.get(ask.symbol());
      if (position == null || position.quantity.compareTo(amount) < 0) {
        return Reason.INSUFFICIENT_POSITION;
      }
    }
    require(!account.reservations.containsKey(ask.orderId()), "an order was reserved twice", ask);
    long expires = ask.timeToLiveMillis() == 0 ? 0 : timeMillis + ask.timeToLiveMillis();
    Reservation reservation =
        new Reservation(account, ask.orderId(), ask.symbol(), sequence + 1, ZERO, expires);
    account.reservations.put(ask.orderId(), reservation);
    hold(reservation, amount);
    reservation.amount = amount;
    if (expires != 0) {
      due.put(new Due(expires, reservation.opened), reservation);
    }
    return Reason.NONE;
  }

  private Reason amend(Account account, Ask ask, long timeMillis) {
    Reservation reservation = find(account, ask);
    Reason unfit = unfit(reservation);
    if (unfit != Reason.NONE) {
      return unfit;
    }
    if (ask.timeToLiveMillis() < 0) {
      return Reason.EXPIRY_IN_PAST;
    }
    BigDecimal amount = ask.amount() == 0 ? reservation.amount : decimal(ask.amount());
    BigDecimal gone = reservation.amount.subtract(reservation.remaining);
    if (amount.compareTo(gone) < 0) {
      return Reason.INSUFFICIENT_RESERVED;
    }
    BigDecimal more = amount.subtract(reservation.amount);
    if (more.signum() > 0) {
      if (account.status == AccountStatus.FROZEN) {
        return Reason.ACCOUNT_NOT_ACTIVE;
      }
      if (reservation.symbol.isEmpty()) {
        if (account.balance.compareTo(more) < 0) {
          return Reason.INSUFFICIENT_BALANCE;
        }
      } else if (account.positions.get(reservation.symbol).quantity.compareTo(more) < 0) {
        return Reason.INSUFFICIENT_POSITION;
      }
      hold(reservation, more);
    } else {
      give(reservation, more.negate());
    }
    due.remove(new Due(reservation.expires, reservation.opened));
    reservation.amount = amount;
    if (ask.neverExpires()) {
      reservation.expires = 0;
    } else if (ask.timeToLiveMillis() > 0) {
      reservation.expires = timeMillis + ask.timeToLiveMillis();
    }
    if (reservation.remaining.signum() == 0) {
      end(reservation, ReservationState.RELEASED);
    } else if (reservation.expires != 0) {
      due.put(new Due(reservation.expires, reservation.opened), reservation);
    }
    return Reason.NONE;
  }

  private Reason consume(Account account, Ask ask) {
    Reservation reservation = find(account, ask);
    Reason unfit = unfit(reservation);
    if (unfit != Reason.NONE) {
      return unfit;
    }
    BigDecimal amount = ask.amount() == 0 ? reservation.remaining : decimal(ask.amount());
    if (amount.compareTo(reservation.remaining) > 0) {
      return Reason.INSUFFICIENT_RESERVED;
    }
    if (ask.type() == CommandType.RELEASE) {
      give(reservation, amount);
    } else {
      spend(reservation, amount);
    }
    if (reservation.remaining.signum() == 0) {
      end(
          reservation,
          ask.type() == CommandType.RELEASE ? ReservationState.RELEASED : ReservationState.SETTLED);
    }
    return Reason.NONE;
  }

  private Reason fill(Account account, Ask ask) {
    Reservation reservation = find(account, ask);
    Reason unfit = unfit(reservation);
    if (unfit != Reason.NONE) {
      return unfit;
    }
    boolean buys = ask.side() == Side.BUY;
    if (!reservation.symbol.equals(buys ? "" : ask.symbol())) {
      return Reason.RESERVATION_MISMATCH;
    }
    BigDecimal units = decimal(ask.amount());
    BigDecimal cash = decimal(ask.cash());
    BigDecimal consumed = buys ? cash : units;
    if (consumed.compareTo(reservation.remaining) > 0) {
      return Reason.INSUFFICIENT_RESERVED;
    }
    if (buys) {
      Reason overflow = addUnits(account, ask.symbol(), units, cash);
      if (overflow != Reason.NONE) {
        return overflow;
      }
    } else {
      if (exceeds(account.balance.add(account.reserved).add(cash))) {
        return Reason.AMOUNT_OVERFLOW;
      }
      account.balance = account.balance.add(cash);
    }
    spend(reservation, consumed);
    if (ask.lastFill()) {
      give(reservation, reservation.remaining);
    }
    if (reservation.remaining.signum() == 0) {
      end(reservation, ReservationState.SETTLED);
    }
    return Reason.NONE;
  }

  private static Reason addUnits(
      Account account, String symbol, BigDecimal units, BigDecimal cost) {
    Position position = account.positions.get(symbol);
    if (position != null
        && (exceeds(position.all().add(units)) || exceeds(position.cost.add(cost)))) {
      return Reason.AMOUNT_OVERFLOW;
    }
    if (position == null) {
      position = new Position();
      account.positions.put(symbol, position);
    }
    position.quantity = position.quantity.add(units);
    position.cost = position.cost.add(cost);
    return Reason.NONE;
  }

  private static void takeCost(Position position, BigDecimal units) {
    BigDecimal share;
    if (units.compareTo(position.all()) == 0) {
      share = position.cost;
    } else {
      BigInteger product = position.cost.unscaledValue().multiply(units.unscaledValue());
      BigDecimal exact = new BigDecimal(product);
      share =
          new BigDecimal(
              exact
                  .divide(new BigDecimal(position.all().unscaledValue()), 0, RoundingMode.HALF_UP)
                  .unscaledValue(),
              4);
    }
    position.cost = position.cost.subtract(share);
  }

  /** From free to reserved. */
  private static void hold(Reservation reservation, BigDecimal amount) {
    move(reservation, amount.negate(), amount);
  }

  /** From reserved to free. */
  private static void give(Reservation reservation, BigDecimal amount) {
    move(reservation, amount, amount.negate());
  }

  /** From reserved to nowhere. */
  private static void spend(Reservation reservation, BigDecimal amount) {
    if (!reservation.symbol.isEmpty()) {
      takeCost(reservation.account.positions.get(reservation.symbol), amount);
    }
    move(reservation, ZERO, amount.negate());
  }

  private static void move(Reservation reservation, BigDecimal free, BigDecimal held) {
    Account account = reservation.account;
    if (reservation.symbol.isEmpty()) {
      account.balance = account.balance.add(free);
      account.reserved = account.reserved.add(held);
    } else {
      Position position = account.positions.get(reservation.symbol);
      position.quantity = position.quantity.add(free);
      position.reserved = position.reserved.add(held);
    }
    reservation.remaining = reservation.remaining.add(held);
  }

  private void end(Reservation reservation, ReservationState state) {
    due.remove(new Due(reservation.expires, reservation.opened));
    reservation.state = state;
    closedCount++;
    reservation.closedAt = closedCount;
  }

  private static Reason unfit(Reservation reservation) {
    if (reservation == null) {
      return Reason.RESERVATION_NOT_FOUND;
    }
    return reservation.state == ReservationState.OPEN ? Reason.NONE : Reason.RESERVATION_CLOSED;
  }

  /** What is remembered of an order: open, or closed within the window. */
  private Reservation find(Account account, Ask ask) {
    Reservation found = account.reservations.get(ask.orderId());
    boolean forgotten =
        found != null
            && found.state != ReservationState.OPEN
            && closedCount - found.closedAt >= closedWindow;
    return forgotten ? null : found;
  }

  private static boolean everReserved(Account account, Ask ask) {
    return account != null && account.reservations.containsKey(ask.orderId());
  }

  private void changed(Account account) {
    account.version++;
    sequence++;
  }

  private Kept remembered(Key key) {
    Kept kept = accepted.get(key);
    return kept != null ? kept : refused.get(key);
  }

  /** An accepted answer tells what the command was about. */
  private Told accept(Account account, Ask ask) {
    Reservation reservation =
        ask.orderId().isEmpty() ? null : account.reservations.get(ask.orderId());
    String symbol = ask.symbol();
    if (reservation != null && !reservation.symbol.isEmpty()) {
      symbol = reservation.symbol;
    }
    return told(account, Reason.NONE, symbol, reservation);
  }

  /** A refusal, like a read, tells what there is. */
  private Told refuse(Account account, Ask ask, Reason reason) {
    if (account == null) {
      return new Told(false, reason, false, null, null, null);
    }
    Reservation reservation = ask.orderId().isEmpty() ? null : find(account, ask);
    String symbol =
        reservation != null && !reservation.symbol.isEmpty() ? reservation.symbol : ask.symbol();
    return told(account, reason, symbol, reservation);
  }

  private static Told told(Account account, Reason reason, String symbol, Reservation reservation) {
    Position position = account.positions.get(symbol);
    return new Told(
        reason == Reason.NONE,
        reason,
        false,
        new Told.AccountPart(
            account.currency, account.status, account.balance, account.reserved, account.version),
        position == null
            ? null
            : new Told.PositionPart(symbol, position.quantity, position.reserved, position.cost),
        reservation == null
            ? null
            : new Told.ReservationPart(
                reservation.orderId,
                !reservation.symbol.isEmpty(),
                reservation.amount,
                reservation.remaining,
                reservation.state,
                reservation.expires));
  }

  private static boolean exceeds(BigDecimal amount) {
    return amount.compareTo(MAX) > 0;
  }

  private static void require(boolean condition, String what, Ask ask) {
    if (!condition) {
      throw new AssertionError("By the model " + what + ": " + ask);
    }
  }
}
