package dev.ringfence.snapshotter.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Side;
import org.junit.jupiter.api.Test;

/** What somebody reads who asks why an account stands as it does: all that makes a difference. */
final class AnswerTextTest {
  @Test
  void shouldTellAllThatACommandAsksFor() {
    Command fill = command(CommandType.APPLY_FILL).side(Side.SELL).amount(15_000).lastFill(true);
    fill.orderId().set("order-1");
    fill.symbol().set("ACME");
    Command amend = command(CommandType.AMEND).neverExpires(true);

    assertEquals(
        "APPLY_FILL account=42 order=order-1 side=SELL symbol=ACME amount=1.5 last=true",
        AnswerText.of(fill));
    assertEquals("AMEND account=42 ends=never", AnswerText.of(amend));
    assertEquals(
        "OPEN_ACCOUNT account=42 currency=USD",
        AnswerText.of(command(CommandType.OPEN_ACCOUNT).currency(CurrencyCode.parse("USD"))));
    assertEquals(
        "SET_STATUS account=42 status=FROZEN",
        AnswerText.of(command(CommandType.SET_STATUS).status(AccountStatus.FROZEN)));
    assertEquals(
        "RESERVE account=42 ttl=500ms",
        AnswerText.of(command(CommandType.RESERVE).timeToLiveMillis(500)));
  }

  @Test
  void shouldTellWhenAReservationEnds() {
    Answer open =
        new Answer()
            .accepted(true)
            .hasReservation(true)
            .reservationState(ReservationState.OPEN)
            .reservationAmount(20_000)
            .remaining(10_000);
    open.orderId().set("order-1");

    assertEquals("ACCEPTED order order-1 OPEN 1 of 2, ends never", AnswerText.of(open));
    assertEquals(
        "ACCEPTED order order-1 OPEN 1 of 2, ends 2026-11-22T23:00:00Z",
        AnswerText.of(open.expiresAtMillis(1_795_388_400_000L)));
  }

  private static Command command(CommandType type) {
    return new Command().type(type).accountId(42);
  }
}
