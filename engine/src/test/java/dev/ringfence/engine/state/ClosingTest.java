package dev.ringfence.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.testing.Commands;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever closes an account with something in it locks that in; an empty one must close. */
class ClosingTest {
  private final Cell cell = new Cell();
  private int requests;

  @BeforeEach
  void open() {
    cell.run(Commands.openAccount(1, next(), "USD"));
  }

  @Test
  void shouldCloseOnceTheLastUnitHasLeft() {
    deposit("ACME", 5);
    deposit("OTHER", 1);
    withdraw("ACME", 3);
    assertEquals(Reason.ACCOUNT_NOT_EMPTY, close());

    withdraw("ACME", 2);
    assertEquals(Reason.ACCOUNT_NOT_EMPTY, close());

    withdraw("OTHER", 1);
    assertEquals(Reason.NONE, close());
  }

  @Test
  void shouldNotCloseWhenUnitsCameBackIntoAnEmptyPosition() {
    deposit("ACME", 5);
    withdraw("ACME", 5);
    deposit("ACME", 1);
    deposit("ACME", 1);
    assertEquals(Reason.ACCOUNT_NOT_EMPTY, close());

    withdraw("ACME", 2);
    assertEquals(Reason.NONE, close());
  }

  @Test
  void shouldNotCloseWhileUnitsAreReservedThoughNoneAreFree() {
    deposit("ACME", 5);
    cell.run(Commands.reserveUnits(1, next(), "order", "ACME", 5));
    assertEquals(Reason.ACCOUNT_NOT_EMPTY, close());

    cell.run(Commands.settle(1, next(), "order", 2));
    assertEquals(Reason.ACCOUNT_NOT_EMPTY, close());

    cell.run(Commands.settle(1, next(), "order", 0));
    assertEquals(Reason.NONE, close());
  }

  @Test
  void shouldCloseWhenWhatCameWasUndone() {
    deposit("ACME", 5);
    undo();
    deposit("ACME", 5);
    cell.run(Commands.reserveUnits(1, next(), "order", "ACME", 5));
    undo();
    withdraw("ACME", 5);
    deposit("ACME", 1);
    undo();

    assertEquals(Reason.NONE, close());
  }

  @Test
  void shouldNotCloseWhenWhatLeftWasUndone() {
    deposit("ACME", 5);
    withdraw("ACME", 2);
    undo();
    withdraw("ACME", 5);
    undo();
    assertEquals(Reason.ACCOUNT_NOT_EMPTY, close());

    cell.run(Commands.reserveUnits(1, next(), "order", "ACME", 5));
    cell.run(Commands.settle(1, next(), "order", 0));
    undo();
    assertEquals(Reason.ACCOUNT_NOT_EMPTY, close());

    cell.run(Commands.settle(1, next(), "order", 0));
    assertEquals(Reason.NONE, close());
  }

  private void deposit(String symbol, long units) {
    cell.run(Commands.depositUnits(1, next(), symbol, units, 0));
  }

  private void withdraw(String symbol, long units) {
    cell.run(Commands.withdrawUnits(1, next(), symbol, units));
  }

  /** The last effect, as when the journal rolled its batch back. */
  private void undo() {
    cell.rollBack(1);
    cell.log().removeLast();
  }

  private Reason close() {
    return cell.run(Commands.setStatus(1, next(), AccountStatus.CLOSED)).reason();
  }

  private String next() {
    requests++;
    return "r-" + requests;
  }
}
