package dev.ringfence.snapshotter.replay;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.journal.tape.TapedBatch;
import java.time.Instant;

/** Commands and answers for people; two answers are the same if nothing in their texts differs. */
final class AnswerText {
  private AnswerText() {}

  /** A line of an account's history: what it asked, and what it was told. */
  static String of(TapedBatch batch, Command command, Answer answer) {
    return "%s  batch %d  %s  ->  %s"
        .formatted(
            Instant.ofEpochMilli(batch.timeMillis()),
            batch.number(),
            of(command),
            batch.shown() ? of(answer) : "NOT_SERVING");
  }

  static String of(Command command) {
    StringBuilder text =
        new StringBuilder("%s account=%d".formatted(command.type(), command.accountId()));
    add(text, "request", command.requestId().toString());
    add(text, "order", command.orderId().toString());
    add(text, "currency", command.currency() == 0 ? "" : CurrencyCode.format(command.currency()));
    add(text, "status", command.status() == null ? "" : command.status().name());
    add(text, "side", command.side() == null ? "" : command.side().name());
    add(text, "symbol", command.symbol().toString());
    add(text, "amount", command.amount() == 0 ? "" : Amount.format(command.amount()));
    add(text, "cash", command.cash() == 0 ? "" : Amount.format(command.cash()));
    add(text, "ttl", command.timeToLiveMillis() == 0 ? "" : command.timeToLiveMillis() + "ms");
    add(text, "ends", command.neverExpires() ? "never" : "");
    add(text, "last", command.lastFill() ? "true" : "");
    return text.toString();
  }

  private static void add(StringBuilder text, String name, String value) {
    if (!value.isEmpty()) {
      text.append(' ').append(name).append('=').append(value);
    }
  }

  static String of(Answer answer) {
    StringBuilder text = new StringBuilder(answer.accepted() ? "ACCEPTED" : "" + answer.reason());
    if (answer.replayed()) {
      text.append(" (again)");
    }
    if (answer.hasAccount()) {
      text.append(
          " %s %s balance=%s reserved=%s version=%d"
              .formatted(
                  CurrencyCode.format(answer.currency()),
                  answer.status(),
                  Amount.format(answer.balance()),
                  Amount.format(answer.reserved()),
                  answer.version()));
    }
    if (answer.hasPosition()) {
      text.append(
          " %s=%s+%s cost=%s"
              .formatted(
                  answer.symbol(),
                  Amount.format(answer.quantity()),
                  Amount.format(answer.reservedQuantity()),
                  Amount.format(answer.cost())));
    }
    if (answer.hasReservation()) {
      text.append(
          " order %s %s %s of %s, ends %s"
              .formatted(
                  answer.orderId(),
                  answer.reservationState(),
                  Amount.format(answer.remaining()),
                  Amount.format(answer.reservationAmount()),
                  answer.expiresAtMillis() == 0
                      ? "never"
                      : Instant.ofEpochMilli(answer.expiresAtMillis())));
    }
    return text.toString();
  }

  static boolean areSame(Answer one, Answer other) {
    return one.accepted() == other.accepted()
        && one.reason() == other.reason()
        && one.replayed() == other.replayed()
        && areSameValues(one, other);
  }

  private static boolean areSameValues(Answer one, Answer other) {
    return one.hasAccount() == other.hasAccount()
        && one.currency() == other.currency()
        && one.status() == other.status()
        && one.balance() == other.balance()
        && one.reserved() == other.reserved()
        && one.version() == other.version()
        && one.hasPosition() == other.hasPosition()
        && one.symbol().equals(other.symbol())
        && one.quantity() == other.quantity()
        && one.reservedQuantity() == other.reservedQuantity()
        && one.cost() == other.cost()
        && one.hasReservation() == other.hasReservation()
        && one.orderId().equals(other.orderId())
        && one.reservesSymbol() == other.reservesSymbol()
        && one.reservationAmount() == other.reservationAmount()
        && one.remaining() == other.remaining()
        && one.reservationState() == other.reservationState()
        && one.expiresAtMillis() == other.expiresAtMillis();
  }
}
