package dev.ringfence.gateway.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.util.Timestamps;
import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Position;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import org.junit.jupiter.api.Test;

final class ResultMapperTest {
  @Test
  void shouldCopyEverythingThatTheAnswerHas() {
    Answer answer = answer().accepted(true).replayed(true);
    answer.hasPosition(true).quantity(10_000).reservedQuantity(20_000).cost(1_000_000);
    answer.symbol().set("ACME");
    answer
        .hasReservation(true)
        .reservationAmount(1_000_000)
        .remaining(999_999)
        .reservationState(ReservationState.OPEN)
        .expiresAtMillis(1_700_000_000_123L);
    answer.orderId().set("o-1");

    CommandResult result = ResultMapper.toResult(42, answer);

    assertEquals(
        CommandResult.newBuilder()
            .setOutcome(Outcome.OUTCOME_ACCEPTED)
            .setReplayed(true)
            .setAccount(
                Account.newBuilder()
                    .setAccountId(42)
                    .setCurrency("USD")
                    .setStatus(dev.ringfence.api.v1.AccountStatus.ACCOUNT_STATUS_ACTIVE)
                    .setBalance("900")
                    .setReserved("100")
                    .setVersion(3))
            .setPosition(
                Position.newBuilder()
                    .setSymbol("ACME")
                    .setQuantity("1")
                    .setReservedQuantity("2")
                    .setCost("100")
                    .setAveragePrice("33.3333"))
            .setReservation(
                Reservation.newBuilder()
                    .setOrderId("o-1")
                    .setAmount("100")
                    .setRemaining("99.9999")
                    .setState(dev.ringfence.api.v1.ReservationState.RESERVATION_STATE_OPEN)
                    .setExpiresAt(Messages.timestamp(1_700_000_000_123L)))
            .build(),
        result);
    assertEquals(
        "2023-11-14T22:13:20.123Z", Timestamps.toString(result.getReservation().getExpiresAt()));
  }

  @Test
  void shouldNameTheSymbolOfAReservationOnlyWhenItHoldsUnits() {
    Answer answer = answer().accepted(true).hasReservation(true).reservesSymbol(true);
    answer.reservationState(ReservationState.SETTLED);
    answer.orderId().set("o-1");
    answer.symbol().set("ACME");

    Reservation reservation = ResultMapper.toResult(42, answer).getReservation();

    assertEquals("ACME", reservation.getSymbol());
    assertFalse(reservation.hasExpiresAt());
  }

  @Test
  void shouldLeaveOutWhatARefusalDoesNotHave() {
    Answer answer = new Answer();
    answer.clear();
    answer.reason(Reason.ACCOUNT_NOT_FOUND);

    CommandResult result = ResultMapper.toResult(42, answer);

    assertEquals(
        CommandResult.newBuilder()
            .setOutcome(Outcome.OUTCOME_REJECTED)
            .setReason(dev.ringfence.api.v1.Reason.REASON_ACCOUNT_NOT_FOUND)
            .build(),
        result);
  }

  @Test
  void shouldKnowEveryReasonByTheSameNameAndNumber() {
    for (Reason reason : Reason.values()) {
      dev.ringfence.api.v1.Reason mapped = Messages.reason(reason);

      String name = reason == Reason.NONE ? "UNSPECIFIED" : reason.name();
      assertEquals("REASON_" + name, mapped.name());
      assertEquals(reason.code(), mapped.getNumber());
    }
  }

  @Test
  void shouldKnowEveryStatusAndStateByTheSameNumber() {
    for (AccountStatus status : AccountStatus.values()) {
      assertEquals(status.code(), Messages.status(status).getNumber());
    }
    for (ReservationState state : ReservationState.values()) {
      assertEquals(state.code(), Messages.state(state).getNumber());
    }
  }

  private static Answer answer() {
    Answer answer = new Answer();
    answer.clear();
    return answer
        .hasAccount(true)
        .currency(CurrencyCode.parse("USD"))
        .status(AccountStatus.ACTIVE)
        .balance(9_000_000)
        .reserved(1_000_000)
        .version(3);
  }
}
