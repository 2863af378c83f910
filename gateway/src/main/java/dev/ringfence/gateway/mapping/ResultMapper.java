package dev.ringfence.gateway.mapping;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.engine.command.Answer;
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
      result.setReservation(
          Messages.reservation(
              answer.orderId().toString(),
              answer.reservesSymbol() ? answer.symbol().toString() : "",
              answer.reservationAmount(),
              answer.remaining(),
              answer.reservationState(),
              answer.expiresAtMillis()));
    }
    return result.build();
  }
}
