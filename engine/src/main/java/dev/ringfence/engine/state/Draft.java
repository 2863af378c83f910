package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.engine.effect.ReservationChange;

/**
 * What a decider looks at, and where it writes the effect: the state around one command. It reads
 * the state and writes only the effect and the answer.
 */
final class Draft {
  private final Text noRequestId = new Text();
  private ShardState state;
  private Accounts accounts;
  private Effect effect;
  private Text requestId;
  private long timeMillis;
  private int account;

  /** Looks at the account of a command. */
  void begin(ShardState shardState, Command command, long batchTimeMillis, Effect target) {
    state = shardState;
    accounts = shardState.accounts();
    effect = target;
    requestId = command.requestId();
    timeMillis = batchTimeMillis;
    account = accounts.find(command.accountId());
  }

  /** Looks at the account of a reservation whose time has come. */
  void beginExpiry(ShardState shardState, int reservation, long batchTimeMillis, Effect target) {
    state = shardState;
    accounts = shardState.accounts();
    effect = target;
    requestId = noRequestId;
    timeMillis = batchTimeMillis;
    account = reservations().account(reservation);
    effect.fingerprint(0);
  }

  Accounts accounts() {
    return accounts;
  }

  Positions positions() {
    return state.positions();
  }

  Reservations reservations() {
    return state.reservations();
  }

  long timeMillis() {
    return timeMillis;
  }

  /** The account's row, or none. */
  int account() {
    return account;
  }

  /** Free and reserved cash. */
  long totalCash() {
    return accounts.balance(account) + accounts.reserved(account);
  }

  int findReservation(Text orderId) {
    return reservations().find(account, orderId);
  }

  int findPosition(Text symbol) {
    return findPosition(state.symbols().find(symbol));
  }

  int findPosition(int symbol) {
    return positions().find(account, symbol);
  }

  /** What these units have cost; all that is left when they are the last. */
  long costOf(int position, long units) {
    long all = positions().quantity(position) + positions().reserved(position);
    return Proportion.of(positions().cost(position), units, all);
  }

  /** Begins the effect of an accepted command: its account with nothing changed yet. */
  void accept(EffectType type) {
    start(type, accounts.id(account), accounts.version(account) + 1);
    effect
        .account()
        .currency(accounts.currency(account))
        .status(accounts.status(account))
        .statusBefore(accounts.status(account))
        .balance(accounts.balance(account))
        .reserved(accounts.reserved(account));
  }

  /** Begins the effect that creates an account. */
  void start(EffectType type, long accountId, long version) {
    effect
        .sequence(state.sequence() + 1)
        .type(type)
        .accountId(accountId)
        .version(version)
        .timeMillis(timeMillis);
    effect.requestId().set(requestId);
  }

  Effect effect() {
    return effect;
  }

  void moveCash(long balanceChange, long reservedChange) {
    effect
        .account()
        .balance(accounts.balance(account) + balanceChange)
        .balanceChange(balanceChange)
        .reserved(accounts.reserved(account) + reservedChange)
        .reservedChange(reservedChange);
  }

  /** Changes a position, which may be new. */
  void moveUnits(
      Text symbol, int position, long quantityChange, long reservedChange, long costChange) {
    effect.position().symbol().set(symbol);
    boolean isNew = position == Rows.NONE;
    effect
        .position()
        .present(true)
        .isNew(isNew)
        .quantity((isNew ? 0 : positions().quantity(position)) + quantityChange)
        .quantityChange(quantityChange)
        .reservedQuantity((isNew ? 0 : positions().reserved(position)) + reservedChange)
        .reservedQuantityChange(reservedChange)
        .cost((isNew ? 0 : positions().cost(position)) + costChange)
        .costChange(costChange);
  }

  /** Changes the position that a reservation holds units of. */
  void moveHeldUnits(int reservation, long quantityChange, long reservedChange, long costChange) {
    int symbol = reservations().symbol(reservation);
    Text text = effect.position().symbol();
    state.symbols().read(symbol, text);
    moveUnits(text, findPosition(symbol), quantityChange, reservedChange, costChange);
  }

  /** Moves between free and reserved what the reservation holds: cash, or units. */
  void moveHeld(int reservation, long freeChange, long reservedChange) {
    if (reservations().symbol(reservation) == Symbols.NONE) {
      moveCash(freeChange, reservedChange);
    } else {
      moveHeldUnits(reservation, freeChange, reservedChange, 0);
    }
  }

  void openReservation(Text orderId, boolean ofSymbol, long amount, long expiresAtMillis) {
    ReservationChange change = effect.reservation();
    change.orderId().set(orderId);
    change
        .present(true)
        .ofSymbol(ofSymbol)
        .openedSequence(effect.sequence())
        .amount(amount)
        .remaining(amount)
        .state(ReservationState.OPEN)
        .expiresAtMillis(expiresAtMillis);
  }

  /** Changes what remains of a reservation; with nothing left it ends in the given state. */
  void changeReservation(int row, long remaining, ReservationState end) {
    changeReservation(
        row, reservations().amount(row), remaining, end, reservations().expiresAtMillis(row));
  }

  void changeReservation(
      int row, long amount, long remaining, ReservationState end, long expiresAtMillis) {
    Reservations reservations = reservations();
    ReservationChange change = effect.reservation();
    reservations.readOrderId(row, change.orderId());
    change
        .present(true)
        .ofSymbol(reservations.symbol(row) != Symbols.NONE)
        .openedSequence(reservations.openedSequence(row))
        .amount(amount)
        .amountBefore(reservations.amount(row))
        .remaining(remaining)
        .remainingBefore(reservations.remaining(row))
        .state(remaining == 0 ? end : ReservationState.OPEN)
        .stateBefore(reservations.state(row))
        .expiresAtMillis(expiresAtMillis)
        .expiresAtMillisBefore(reservations.expiresAtMillis(row));
  }

  /**
   * Fills an answer from the state as it is: the account, the reservation of the command's order,
   * and the position in its symbol, as far as there are any.
   */
  void describe(Command command, Reason reason, Answer answer) {
    answer.accepted(reason == Reason.NONE).reason(reason);
    if (account == Rows.NONE) {
      return;
    }
    answer
        .hasAccount(true)
        .currency(accounts.currency(account))
        .status(accounts.status(account))
        .balance(accounts.balance(account))
        .reserved(accounts.reserved(account))
        .version(accounts.version(account));
    int symbol = Symbols.NONE;
    if (!command.orderId().isEmpty()) {
      int reservation = findReservation(command.orderId());
      if (reservation != Rows.NONE) {
        symbol = reservations().symbol(reservation);
        describeReservation(reservation, answer);
      }
    }
    if (symbol == Symbols.NONE && !command.symbol().isEmpty()) {
      symbol = state.symbols().find(command.symbol());
    }
    int position = findPosition(symbol);
    if (position != Rows.NONE) {
      state.symbols().read(symbol, answer.symbol());
      answer
          .hasPosition(true)
          .quantity(positions().quantity(position))
          .reservedQuantity(positions().reserved(position))
          .cost(positions().cost(position));
    }
  }

  private void describeReservation(int row, Answer answer) {
    Reservations reservations = reservations();
    reservations.readOrderId(row, answer.orderId());
    answer
        .hasReservation(true)
        .reservesSymbol(reservations.symbol(row) != Symbols.NONE)
        .reservationAmount(reservations.amount(row))
        .remaining(reservations.remaining(row))
        .reservationState(reservations.state(row))
        .expiresAtMillis(reservations.expiresAtMillis(row));
  }
}
