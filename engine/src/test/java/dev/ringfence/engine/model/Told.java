package dev.ringfence.engine.model;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import java.math.BigDecimal;

/** The model's answer; parts that are null are not there. */
public record Told(
    boolean accepted,
    Reason reason,
    boolean replayed,
    AccountPart account,
    PositionPart position,
    ReservationPart reservation) {
  private static final int SCALE = 4;

  public record AccountPart(
      String currency,
      AccountStatus status,
      BigDecimal balance,
      BigDecimal reserved,
      long version) {}

  public record PositionPart(
      String symbol, BigDecimal quantity, BigDecimal reservedQuantity, BigDecimal cost) {}

  public record ReservationPart(
      String orderId,
      boolean ofSymbol,
      BigDecimal amount,
      BigDecimal remaining,
      ReservationState state,
      long expiresAtMillis) {}

  public Told again() {
    return new Told(accepted, reason, true, account, position, reservation);
  }

  /** What the engine's answer says, in the model's words. */
  public static Told of(Answer answer) {
    AccountPart account =
        answer.hasAccount()
            ? new AccountPart(
                currency(answer.currency()),
                answer.status(),
                decimal(answer.balance()),
                decimal(answer.reserved()),
                answer.version())
            : null;
    PositionPart position =
        answer.hasPosition()
            ? new PositionPart(
                answer.symbol().toString(),
                decimal(answer.quantity()),
                decimal(answer.reservedQuantity()),
                decimal(answer.cost()))
            : null;
    ReservationPart reservation =
        answer.hasReservation()
            ? new ReservationPart(
                answer.orderId().toString(),
                answer.reservesSymbol(),
                decimal(answer.reservationAmount()),
                decimal(answer.remaining()),
                answer.reservationState(),
                answer.expiresAtMillis())
            : null;
    return new Told(
        answer.accepted(), answer.reason(), answer.replayed(), account, position, reservation);
  }

  public static BigDecimal decimal(long units) {
    return BigDecimal.valueOf(units, SCALE);
  }

  private static String currency(long packed) {
    return packed == USD ? "USD" : CurrencyCode.format(packed);
  }

  private static final long USD = CurrencyCode.parse("USD");
}
