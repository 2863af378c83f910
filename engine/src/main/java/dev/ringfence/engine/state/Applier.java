package dev.ringfence.engine.state;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.effect.AccountChange;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.PositionChange;
import dev.ringfence.engine.effect.ReservationChange;

/**
 * The only mutator of what a shard knows. It does or undoes what an effect says and cannot refuse:
 * an effect that does not fit the state is a fault, and fences the shard.
 */
final class Applier {
  private final Accounts accounts;
  private final Positions positions;
  private final Reservations reservations;
  private final Symbols symbols;
  private final AnswerWindow answers;

  Applier(
      Accounts accounts,
      Positions positions,
      Reservations reservations,
      Symbols symbols,
      AnswerWindow answers) {
    this.accounts = accounts;
    this.positions = positions;
    this.reservations = reservations;
    this.symbols = symbols;
    this.answers = answers;
  }

  void apply(Effect effect) {
    int account = applyAccount(effect);
    int symbol = Symbols.NONE;
    PositionChange position = effect.position();
    if (position.present()) {
      symbol = symbols.findOrAdd(position.symbol());
      applyPosition(account, symbol, position);
    }
    ReservationChange reservation = effect.reservation();
    if (reservation.present()) {
      applyReservation(account, symbol, reservation);
    }
    remember(effect, symbol);
  }

  /** Undoes the effect that was applied last, but for its answer. */
  void revert(Effect effect) {
    int account = accounts.find(effect.accountId());
    require(account != Rows.NONE, effect, "its account is not here");
    if (effect.reservation().present()) {
      revertReservation(account, effect.reservation());
    }
    if (effect.position().present()) {
      revertPosition(account, effect.position());
    }
    revertAccount(account, effect);
  }

  /** Remembers the answer of an accepted command. */
  void remember(Effect effect) {
    PositionChange position = effect.position();
    remember(effect, position.present() ? symbols.findOrAdd(position.symbol()) : Symbols.NONE);
  }

  private void remember(Effect effect, int symbol) {
    if (!effect.requestId().isEmpty()) {
      answers.add(effect, symbol);
    }
  }

  private int applyAccount(Effect effect) {
    AccountChange change = effect.account();
    int row = accounts.find(effect.accountId());
    if (change.statusBefore() == null) {
      require(row == Rows.NONE, effect, "its account exists already");
      require(effect.version() == 1, effect, "a new account begins with version 1");
      return accounts.insert(
          effect.accountId(),
          change.currency(),
          change.status(),
          change.balance(),
          change.reserved(),
          1);
    }
    require(row != Rows.NONE, effect, "its account is not here");
    require(accounts.version(row) + 1 == effect.version(), effect, "its version does not follow");
    require(
        isStep(accounts.balance(row), change.balanceChange(), change.balance())
            && isStep(accounts.reserved(row), change.reservedChange(), change.reserved())
            && change.balance() + change.reserved() <= Amount.MAX,
        effect,
        "its cash does not follow");
    accounts.update(row, change.status(), change.balance(), change.reserved(), effect.version());
    return row;
  }

  private void applyPosition(int account, int symbol, PositionChange change) {
    int row = positions.find(account, symbol);
    require(change.isNew() == (row == Rows.NONE), change, "is new or not");
    boolean holds = change.quantity() + change.reservedQuantity() > 0;
    if (change.isNew()) {
      positions.insert(
          account, symbol, change.quantity(), change.reservedQuantity(), change.cost());
      accounts.countHeldPositions(account, holds ? 1 : 0);
      return;
    }
    boolean held = positions.quantity(row) + positions.reserved(row) > 0;
    require(
        isStep(positions.quantity(row), change.quantityChange(), change.quantity())
            && isStep(
                positions.reserved(row), change.reservedQuantityChange(), change.reservedQuantity())
            && isStep(positions.cost(row), change.costChange(), change.cost())
            && change.quantity() + change.reservedQuantity() <= Amount.MAX
            && (holds || change.cost() == 0),
        change,
        "does not follow");
    positions.update(row, change.quantity(), change.reservedQuantity(), change.cost());
    accounts.countHeldPositions(account, (holds ? 1 : 0) - (held ? 1 : 0));
  }

  private void applyReservation(int account, int symbol, ReservationChange change) {
    require(
        change.state().isTerminal() == (change.remaining() == 0)
            && change.remaining() >= 0
            && change.remaining() <= change.amount(),
        change,
        "ends when nothing remains, and only then");
    if (change.stateBefore() == null) {
      reservations.insert(
          account,
          change.orderId(),
          change.ofSymbol() ? symbol : Symbols.NONE,
          change.openedSequence(),
          change.amount(),
          change.remaining(),
          change.state(),
          change.expiresAtMillis());
      accounts.countOpenReservations(account, 1);
      return;
    }
    int row = reservations.find(account, change.orderId());
    require(
        row != Rows.NONE
            && reservations.state(row) == change.stateBefore()
            && !change.stateBefore().isTerminal()
            && reservations.remaining(row) == change.remainingBefore(),
        change,
        "does not follow");
    reservations.update(
        row, change.amount(), change.remaining(), change.state(), change.expiresAtMillis());
    if (change.state().isTerminal()) {
      accounts.countOpenReservations(account, -1);
    }
  }

  private void revertAccount(int row, Effect effect) {
    AccountChange change = effect.account();
    require(accounts.version(row) == effect.version(), effect, "it is not the last");
    if (change.statusBefore() == null) {
      accounts.remove(row);
      return;
    }
    AccountStatus status = change.statusBefore();
    accounts.update(
        row,
        status,
        change.balance() - change.balanceChange(),
        change.reserved() - change.reservedChange(),
        effect.version() - 1);
  }

  private void revertPosition(int account, PositionChange change) {
    int row = positions.find(account, symbols.find(change.symbol()));
    boolean holds = change.quantity() + change.reservedQuantity() > 0;
    if (change.isNew()) {
      positions.remove(row);
      accounts.countHeldPositions(account, holds ? -1 : 0);
      return;
    }
    long quantity = change.quantity() - change.quantityChange();
    long reserved = change.reservedQuantity() - change.reservedQuantityChange();
    positions.update(row, quantity, reserved, change.cost() - change.costChange());
    boolean held = quantity + reserved > 0;
    accounts.countHeldPositions(account, (held ? 1 : 0) - (holds ? 1 : 0));
  }

  private void revertReservation(int account, ReservationChange change) {
    int row = reservations.find(account, change.orderId());
    if (change.stateBefore() == null) {
      reservations.remove(row);
      accounts.countOpenReservations(account, -1);
      return;
    }
    reservations.update(
        row,
        change.amountBefore(),
        change.remainingBefore(),
        change.stateBefore(),
        change.expiresAtMillisBefore());
    if (change.state().isTerminal()) {
      accounts.countOpenReservations(account, 1);
    }
  }

  private static boolean isStep(long before, long change, long after) {
    return before + change == after && after >= 0 && after <= Amount.MAX;
  }

  private static void require(boolean condition, Effect effect, String what) {
    if (!condition) {
      throw new IllegalStateException(
          "Effect "
              + effect.sequence()
              + " on account "
              + effect.accountId()
              + " does not fit the state: "
              + what);
    }
  }

  private static void require(boolean condition, PositionChange change, String what) {
    if (!condition) {
      throw new IllegalStateException("The change of position " + change.symbol() + ' ' + what);
    }
  }

  private static void require(boolean condition, ReservationChange change, String what) {
    if (!condition) {
      throw new IllegalStateException("Reservation " + change.orderId() + ' ' + what);
    }
  }
}
