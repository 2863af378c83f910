package dev.ringfence.engine.state;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.testing.Commands;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What an effect says must be what the state makes of it: else the shard would serve what is wrong.
 */
class ApplierTest {
  private static final CommandWriter OPEN = Commands.openAccount(2, "open-2", "USD");
  private static final CommandWriter DEPOSIT = Commands.deposit(1, "d", 5);
  private static final CommandWriter UNITS = Commands.depositUnits(1, "u", "ACME", 5, 7);
  private static final CommandWriter ALL_UNITS = Commands.withdrawUnits(1, "w", "ACME", 10);
  private static final CommandWriter RESERVE = Commands.reserve(1, "r", "order-2", 20);
  private static final CommandWriter RELEASE = Commands.release(1, "r", "order-1", 0);
  private static final CommandWriter PART = Commands.release(1, "r", "order-1", 10);

  @Test
  void shouldApplyWhatFits() {
    for (CommandWriter fitting :
        new CommandWriter[] {OPEN, DEPOSIT, UNITS, ALL_UNITS, RESERVE, RELEASE, PART}) {
      assertDoesNotThrow(() -> stage().state().apply(effect(fitting, _ -> {})));
    }
  }

  @Test
  void shouldRefuseAnAccountThatIsNotNewOrDoesNotBegin() {
    assertDoesNotFit(OPEN, effect -> effect.accountId(1));
    assertDoesNotFit(OPEN, effect -> effect.version(2));
    assertDoesNotFit(DEPOSIT, effect -> effect.accountId(9));
  }

  @Test
  void shouldRefuseAVersionThatDoesNotFollow() {
    assertDoesNotFit(DEPOSIT, effect -> effect.version(effect.version() + 1));
    assertDoesNotFit(DEPOSIT, effect -> effect.version(effect.version() - 1));
  }

  @Test
  void shouldRefuseCashThatIsNotWhatWasThereAndTheChange() {
    assertDoesNotFit(DEPOSIT, effect -> effect.account().balance(effect.account().balance() + 1));
    assertDoesNotFit(DEPOSIT, effect -> effect.account().balanceChange(6));
    assertDoesNotFit(DEPOSIT, effect -> effect.account().reserved(31));
    assertDoesNotFit(DEPOSIT, effect -> effect.account().reservedChange(1));
  }

  @Test
  void shouldRefuseCashBelowZeroAndAboveTheLargestAmount() {
    assertDoesNotFit(DEPOSIT, effect -> effect.account().balance(-1).balanceChange(-71));
    assertDoesNotFit(
        DEPOSIT, effect -> effect.account().balance(Amount.MAX + 1).balanceChange(Amount.MAX - 69));
    // Each of the two alone would do.
    assertDoesNotFit(
        DEPOSIT,
        effect -> effect.account().balance(Amount.MAX - 29).balanceChange(Amount.MAX - 99));
    assertDoesNotThrow(
        () ->
            stage()
                .state()
                .apply(
                    effect(
                        DEPOSIT,
                        effect ->
                            effect
                                .account()
                                .balance(Amount.MAX - 30)
                                .balanceChange(Amount.MAX - 100))));
  }

  @Test
  void shouldRefuseAPositionThatIsNotWhatWasThereAndTheChange() {
    assertDoesNotFit(UNITS, effect -> effect.position().isNew(true));
    assertDoesNotFit(UNITS, effect -> effect.position().symbol().set("OTHER"));
    assertDoesNotFit(UNITS, effect -> effect.position().quantityChange(6));
    assertDoesNotFit(UNITS, effect -> effect.position().reservedQuantityChange(1));
    assertDoesNotFit(UNITS, effect -> effect.position().costChange(8));
    assertDoesNotFit(UNITS, effect -> effect.position().quantity(-1).quantityChange(-11));
    assertDoesNotFit(UNITS, effect -> effect.position().cost(-1).costChange(-21));
  }

  @Test
  void shouldRefuseUnitsThatAreTooManyInAllAndCostsOfNothing() {
    long most = Amount.MAX;
    assertDoesNotFit(
        UNITS,
        effect ->
            effect
                .position()
                .quantity(most)
                .quantityChange(most - 10)
                .reservedQuantity(most)
                .reservedQuantityChange(most));
    assertDoesNotFit(ALL_UNITS, effect -> effect.position().cost(1).costChange(-19));
  }

  @Test
  void shouldRefuseAReservationThatEndsWithARestOrGoesOnWithout() {
    assertDoesNotFit(RELEASE, effect -> effect.reservation().state(ReservationState.OPEN));
    assertDoesNotFit(PART, effect -> effect.reservation().state(ReservationState.RELEASED));
    assertDoesNotFit(RESERVE, effect -> effect.reservation().remaining(-1));
    assertDoesNotFit(RESERVE, effect -> effect.reservation().remaining(21));
  }

  @Test
  void shouldRefuseAReservationThatIsNotWhatItWas() {
    assertDoesNotFit(RELEASE, effect -> effect.reservation().orderId().set("order-9"));
    assertDoesNotFit(RELEASE, effect -> effect.reservation().remainingBefore(29));
    assertDoesNotFit(RELEASE, effect -> effect.reservation().stateBefore(ReservationState.SETTLED));

    Cell ended = stage();
    ended.run(RELEASE);
    Effect again = effect(RELEASE, effect -> effect.reservation().remainingBefore(0));
    again.sequence(ended.state().sequence() + 1).version(again.version() + 1);
    again.account().balance(100).balanceChange(0).reservedChange(0);
    again.reservation().stateBefore(ReservationState.RELEASED);
    assertThrows(IllegalStateException.class, () -> ended.state().apply(again));
  }

  @Test
  void shouldRefuseToUndoWhatWasNotTheLastOfItsAccount() {
    Cell cell = stage();
    cell.run(DEPOSIT);
    Effect last = new Effect();
    last.set(cell.log().getLast());

    assertThrows(
        IllegalStateException.class,
        () -> cell.state().rollBack(batch(last.version(last.version() + 1))));
    assertThrows(
        IllegalStateException.class, () -> cell.state().rollBack(batch(last.accountId(9))));
  }

  /** 70 of cash free and 30 reserved, and 10 units that cost 20. */
  private static Cell stage() {
    Cell cell = new Cell();
    cell.run(Commands.openAccount(1, "open", "USD"));
    cell.run(Commands.deposit(1, "d-1", 100));
    cell.run(Commands.depositUnits(1, "d-2", "ACME", 10, 20));
    cell.run(Commands.reserve(1, "r-1", "order-1", 30));
    cell.run(Commands.setStatus(1, "s-1", AccountStatus.FROZEN));
    cell.run(Commands.setStatus(1, "s-2", AccountStatus.ACTIVE));
    return cell;
  }

  private static Effect effect(CommandWriter command, Consumer<Effect> change) {
    Cell cell = stage();
    cell.run(command);
    Effect effect = cell.log().getLast();
    change.accept(effect);
    return effect;
  }

  private static void assertDoesNotFit(CommandWriter command, Consumer<Effect> change) {
    Effect effect = effect(command, change);

    assertThrows(IllegalStateException.class, () -> stage().state().apply(effect));
  }

  private static EffectBatch batch(Effect effect) {
    EffectBatch batch = new EffectBatch(0, 1);
    batch.next().set(effect);
    batch.add();
    return batch;
  }
}
