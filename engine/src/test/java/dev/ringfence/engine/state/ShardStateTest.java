package dev.ringfence.engine.state;

import static dev.ringfence.engine.testing.Commands.buy;
import static dev.ringfence.engine.testing.Commands.deposit;
import static dev.ringfence.engine.testing.Commands.depositUnits;
import static dev.ringfence.engine.testing.Commands.openAccount;
import static dev.ringfence.engine.testing.Commands.release;
import static dev.ringfence.engine.testing.Commands.reserve;
import static dev.ringfence.engine.testing.Commands.sell;
import static dev.ringfence.engine.testing.Commands.withdrawUnits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.testing.Commands;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardStateTest {
  @Test
  void shouldComeBackFromItsLog() {
    Cell cell = DecisionTable.stage();
    ShardState again = new ShardState(WindowSizes.DEFAULT, 4711);

    for (Effect effect : cell.log()) {
      again.apply(effect);
    }

    assertEquals(cell.state().stateHash(), again.stateHash());
    assertEquals(cell.state().sequence(), again.sequence());
    again.checkConservation();
  }

  @Test
  void shouldGoBackThroughEveryStateWhenReverted() {
    Cell cell = DecisionTable.stage();
    ShardState state = cell.state();
    List<Long> hashes = new ArrayList<>();
    ShardState replayed = new ShardState(WindowSizes.DEFAULT);
    for (Effect effect : cell.log()) {
      hashes.add(replayed.stateHash());
      replayed.apply(effect);
    }

    while (!cell.log().isEmpty()) {
      cell.rollBack(1);
      cell.log().removeLast();
      assertEquals(hashes.get(cell.log().size()), state.stateHash());
      state.checkConservation();
    }

    assertEquals(0, state.accountCount());
    assertEquals(0, state.positions().count());
  }

  /** What is declined again and again may name a new symbol each time. */
  @Test
  void shouldForgetASymbolThatWasNeverDurable() {
    Cell cell = DecisionTable.stage();
    long before = cell.state().stateHash();

    cell.run(depositUnits(1, "never", "NEVER", 5, 5));
    cell.rollBack(1);

    assertEquals(Symbols.NONE, cell.state().symbols().find(Text.of("NEVER")));
    assertEquals(before, cell.state().stateHash());
  }

  @Test
  void shouldBeTheSameWhenRestoredFromRowsInAnotherOrder() {
    Cell cell = DecisionTable.stage();
    ShardState restored = new ShardState(WindowSizes.DEFAULT, 99);
    List<Runnable> rows = new ArrayList<>();
    List<Runnable> accounts = new ArrayList<>();
    cell.state()
        .visit(
            new StateVisitor() {
              @Override
              public void onAccount(
                  long accountId,
                  long currency,
                  AccountStatus status,
                  long balance,
                  long reserved,
                  long version) {
                accounts.add(
                    () ->
                        restored.restoreAccount(
                            accountId, currency, status, balance, reserved, version));
              }

              @Override
              public void onPosition(
                  long accountId, Text symbol, long quantity, long reservedQuantity, long cost) {
                Text copy = Text.of(symbol.toString());
                rows.add(
                    () ->
                        restored.restorePosition(
                            accountId, copy, quantity, reservedQuantity, cost));
              }

              @Override
              public void onOpenReservation(
                  long accountId,
                  Text orderId,
                  Text symbolOrEmpty,
                  long openedSequence,
                  long amount,
                  long remaining,
                  long expiresAtMillis) {
                Text order = Text.of(orderId.toString());
                Text symbol = new Text();
                symbol.set(symbolOrEmpty);
                rows.add(
                    () ->
                        restored.restoreReservation(
                            accountId,
                            order,
                            symbol,
                            openedSequence,
                            amount,
                            remaining,
                            ReservationState.OPEN,
                            expiresAtMillis));
              }
            });

    accounts.reversed().forEach(Runnable::run);
    rows.reversed().forEach(Runnable::run);

    assertEquals(cell.state().stateHash(), restored.stateHash());
    restored.checkConservation();
  }

  @Test
  void shouldAnswerARestoredRequestAgain() {
    Cell cell = new Cell();
    cell.run(openAccount(1, "open", "USD"));
    cell.run(deposit(1, "d", 5));
    Effect row = cell.log().getLast();
    Cell restarted = new Cell();
    restarted.state().restoreAccount(1, row.account().currency(), AccountStatus.ACTIVE, 5, 0, 2);
    restarted.state().restoreAccepted(row);

    Answer answer = restarted.run(deposit(1, "d", 5));

    assertTrue(answer.accepted() && answer.replayed());
    assertEquals(5, answer.balance());
    assertEquals(Reason.REQUEST_ID_REUSED, restarted.run(deposit(1, "d", 6)).reason());
  }

  @Test
  void shouldTakeTheCostInProportionWhenUnitsLeave() {
    Cell cell = new Cell();
    cell.run(openAccount(1, "open", "USD"));
    cell.run(deposit(1, "d", 100));
    cell.run(reserve(1, "r", "buy", 100));
    cell.run(buy(1, "b1", "buy", "X", 3, 10));
    cell.run(depositUnits(1, "u", "X", 4, 0));

    assertEquals(9, cell.run(withdrawUnits(1, "w1", "X", 1)).cost());
    cell.run(Commands.reserveUnits(1, "rs", "sell", "X", 6));
    assertEquals(6, cell.run(sell(1, "s1", "sell", "X", 2, 50)).cost());
    Answer last = cell.run(sell(1, "s2", "sell", "X", 4, 50));

    assertEquals(0, last.cost());
    assertEquals(ReservationState.SETTLED, last.reservationState());
    assertEquals(100, last.balance());
  }

  @Test
  void shouldExpireOnceAndInOrder() {
    Cell cell = new Cell();
    cell.run(openAccount(1, "open", "USD"));
    cell.run(deposit(1, "d", 100));
    cell.run(reserve(1, "r1", "late", 10, 50));
    cell.run(reserve(1, "r2", "soon", 10, 20));
    cell.run(reserve(1, "r3", "tie", 10, 20));
    cell.run(reserve(1, "r4", "gone", 10, 20));
    cell.run(release(1, "r5", "gone", 0));

    cell.pass(50);
    int effects = cell.log().size();
    cell.pass(1_000);

    assertEquals(effects, cell.log().size());
    List<String> ended =
        cell.log().subList(effects - 3, effects).stream()
            .map(effect -> effect.reservation().orderId().toString())
            .toList();
    assertEquals(List.of("soon", "tie", "late"), ended);
    assertEquals(Reason.RESERVATION_CLOSED, cell.run(release(1, "x", "late", 0)).reason());
  }

  @Test
  void shouldRefuseToApplyWhatDoesNotFit() {
    Cell cell = DecisionTable.stage();
    Effect last = new Effect();
    last.set(cell.log().getLast());

    assertThrows(IllegalStateException.class, () -> cell.state().apply(last));
    last.sequence(last.sequence() + 1);
    assertThrows(IllegalStateException.class, () -> cell.state().apply(last));
    cell.log().removeLast();
    assertThrows(IllegalStateException.class, () -> cell.rollBack(1));
  }
}
