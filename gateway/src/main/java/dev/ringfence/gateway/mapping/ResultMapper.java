package dev.ringfence.gateway.mapping;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.CurrencyCode;

/** Copies an answer out of its ring slot into the message that the caller gets. */
public final class ResultMapper {
  private ResultMapper() {}

  public static CommandResult toResult(long accountId, Answer answer) {
    CommandResult.Builder result =
        CommandResult.newBuilder()
            .setOutcome(answer.accepted() ? Outcome.OUTCOME_ACCEPTED : Outcome.OUTCOME_REJECTED)
            .setReason(Messages.reason(answer.reason()))
            .setReplayed(answer.replayed());
    if (answer.hasAccount()) {
      result.setAccount(
          Messages.account(
              accountId,
              CurrencyCode.format(answer.currency()),
              answer.status(),
              answer.balance(),
              answer.reserved(),
              answer.version()));
    }
    if (answer.hasPosition()) {
      result.setPosition(
          Messages.position(
              answer.symbol().toString(),
              answer.quantity(),
              answer.reservedQuantity(),
              answer.cost()));
    }
    if (answer.hasReservation()) {
      result.setReservation(reservation(answer));
    }
    return result.build();
  }

  private static Reservation reservation(Answer answer) {
    Reservation.Builder reservation =
        Reservation.newBuilder()
            .setOrderId(answer.orderId().toString())
            .setAmount(Amount.format(answer.reservationAmount()))
            .setRemaining(Amount.format(answer.remaining()))
            .setState(Messages.state(answer.reservationState()));
    if (answer.reservesSymbol()) {
      reservation.setSymbol(answer.symbol().toString());
    }
    if (answer.expiresAtMillis() > 0) {
      reservation.setExpiresAt(Messages.timestamp(answer.expiresAtMillis()));
    }
    return reservation.build();
  }
}
