package dev.ringfence.engine.shard;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.testing.Commands;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What no caller sends, as the gateway checks before: a defect there must not get into a shard. */
class CommandCheckTest {
  private static final CommandWriter OPEN = Commands.openAccount(1, "r", "USD");
  private static final CommandWriter STATUS = Commands.setStatus(1, "r", AccountStatus.FROZEN);
  private static final CommandWriter DEPOSIT = Commands.deposit(1, "r", 1);
  private static final CommandWriter WITHDRAW = Commands.withdraw(1, "r", 1);
  private static final CommandWriter RESERVE = Commands.reserve(1, "r", "o", 1);
  private static final CommandWriter AMEND = Commands.amend(1, "r", "o", 0, 1);
  private static final CommandWriter RELEASE = Commands.release(1, "r", "o", 0);
  private static final CommandWriter SETTLE = Commands.settle(1, "r", "o", 0);
  private static final CommandWriter FILL = Commands.buy(1, "r", "o", "ACME", 1, 0);
  private static final CommandWriter GET_ACCOUNT = Commands.getAccount(1);
  private static final CommandWriter GET_RESERVATION = Commands.getReservation(1, "o");
  private static final CommandWriter GET_OUTCOME = Commands.getOutcome(1, "r");

  private static final List<CommandWriter> OF_ORDERS =
      List.of(RESERVE, AMEND, RELEASE, SETTLE, FILL);
  private static final List<CommandWriter> CHANGES =
      List.of(OPEN, STATUS, DEPOSIT, WITHDRAW, RESERVE, AMEND, RELEASE, SETTLE, FILL);
  private static final List<CommandWriter> ALL =
      List.of(
          OPEN,
          STATUS,
          DEPOSIT,
          WITHDRAW,
          RESERVE,
          AMEND,
          RELEASE,
          SETTLE,
          FILL,
          GET_ACCOUNT,
          GET_RESERVATION,
          GET_OUTCOME);

  @Test
  void shouldLetPassWhatIsAtItsBounds() {
    for (CommandWriter writer : ALL) {
      assertDoesNotThrow(() -> check(writer, _ -> {}));
    }
    assertDoesNotThrow(() -> check(DEPOSIT, command -> command.amount(Amount.MAX)));
    assertDoesNotThrow(
        () ->
            check(RESERVE, command -> command.timeToLiveMillis(Duration.ofDays(3_660).toMillis())));
  }

  @Test
  void shouldRefuseWhatSaysNotOfWhomOrWhatItIs() {
    assertRefused(List.of(GET_ACCOUNT), command -> command.type(null));
    assertRefused(ALL, command -> command.accountId(0));
    assertRefused(ALL, command -> command.accountId(-1));
    assertRefused(CHANGES, command -> command.requestId().clear());
    assertRefused(List.of(GET_OUTCOME), command -> command.requestId().clear());
    assertRefused(OF_ORDERS, command -> command.orderId().clear());
    assertRefused(List.of(GET_RESERVATION), command -> command.orderId().clear());
  }

  @Test
  void shouldRefuseWhatLacksAPartOfItsOwn() {
    assertRefused(List.of(OPEN), command -> command.currency(CurrencyCode.NONE));
    assertRefused(List.of(STATUS), command -> command.status(null));
    assertRefused(List.of(FILL), command -> command.side(null));
    assertRefused(List.of(FILL), command -> command.symbol().clear());
  }

  @Test
  void shouldRefuseAmountsAndTimesOutOfRange() {
    List<CommandWriter> amounts = List.of(DEPOSIT, WITHDRAW, RESERVE, AMEND, RELEASE, SETTLE, FILL);
    assertRefused(amounts, command -> command.amount(-1));
    assertRefused(amounts, command -> command.amount(Amount.MAX + 1));
    assertRefused(List.of(DEPOSIT, WITHDRAW, RESERVE, FILL), command -> command.amount(0));
    assertRefused(List.of(DEPOSIT, FILL), command -> command.cash(-1));
    assertRefused(List.of(DEPOSIT, FILL), command -> command.cash(Amount.MAX + 1));
    assertRefused(
        List.of(RESERVE, AMEND),
        command -> command.timeToLiveMillis(Duration.ofDays(3_660).toMillis() + 1));
  }

  private static void assertRefused(List<CommandWriter> writers, Consumer<Command> change) {
    for (CommandWriter writer : writers) {
      assertThrows(IllegalArgumentException.class, () -> check(writer, change));
    }
  }

  private static void check(CommandWriter writer, Consumer<Command> change) {
    Command command = new Command();
    writer.write(command);
    change.accept(command);
    CommandCheck.check(command);
  }
}
