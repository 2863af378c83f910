package dev.ringfence.gateway.mapping;

import com.google.protobuf.Timestamp;
import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.Position;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.AveragePrice;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;

/** The parts that answers and ledger entries are made of. */
public final class Messages {
  private static final int NANOS_PER_MILLI = 1_000_000;

  private Messages() {}

  public static Account account(
      long accountId,
      String currency,
      AccountStatus status,
      long balance,
      long reserved,
      long version) {
    return Account.newBuilder()
        .setAccountId(accountId)
        .setCurrency(currency)
        .setStatus(status(status))
        .setBalance(Amount.format(balance))
        .setReserved(Amount.format(reserved))
        .setVersion(version)
        .build();
  }

  /** The average price is made here, so that it is the same wherever a position is shown. */
  public static Position position(String symbol, long quantity, long reservedQuantity, long cost) {
    return Position.newBuilder()
        .setSymbol(symbol)
        .setQuantity(Amount.format(quantity))
        .setReservedQuantity(Amount.format(reservedQuantity))
        .setCost(Amount.format(cost))
        .setAveragePrice(AveragePrice.format(cost, quantity + reservedQuantity))
        .build();
  }

  /**
   * A hold for an order.
   *
   * @param symbol what is held; empty for cash
   * @param expiresAtMillis when it ends by itself; 0 if never
   */
  public static Reservation reservation(
      String orderId,
      String symbol,
      long amount,
      long remaining,
      ReservationState state,
      long expiresAtMillis) {
    Reservation.Builder reservation =
        Reservation.newBuilder()
            .setOrderId(orderId)
            .setSymbol(symbol)
            .setAmount(Amount.format(amount))
            .setRemaining(Amount.format(remaining))
            .setState(state(state));
    if (expiresAtMillis > 0) {
      reservation.setExpiresAt(timestamp(expiresAtMillis));
    }
    return reservation.build();
  }

  /** Rounded down to milliseconds, which is what the engine counts in. */
  public static Timestamp timestamp(long epochMillis) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(epochMillis, 1_000L))
        .setNanos(Math.floorMod(epochMillis, 1_000) * NANOS_PER_MILLI)
        .build();
  }

  public static dev.ringfence.api.v1.AccountStatus status(AccountStatus status) {
    return switch (status) {
      case ACTIVE -> dev.ringfence.api.v1.AccountStatus.ACCOUNT_STATUS_ACTIVE;
      case FROZEN -> dev.ringfence.api.v1.AccountStatus.ACCOUNT_STATUS_FROZEN;
      case CLOSED -> dev.ringfence.api.v1.AccountStatus.ACCOUNT_STATUS_CLOSED;
    };
  }

  public static dev.ringfence.api.v1.ReservationState state(ReservationState state) {
    return switch (state) {
      case OPEN -> dev.ringfence.api.v1.ReservationState.RESERVATION_STATE_OPEN;
      case SETTLED -> dev.ringfence.api.v1.ReservationState.RESERVATION_STATE_SETTLED;
      case RELEASED -> dev.ringfence.api.v1.ReservationState.RESERVATION_STATE_RELEASED;
      case EXPIRED -> dev.ringfence.api.v1.ReservationState.RESERVATION_STATE_EXPIRED;
    };
  }

  /** Both enums share their numbers; a constant that only the engine knows is a defect. */
  public static dev.ringfence.api.v1.Reason reason(Reason reason) {
    dev.ringfence.api.v1.Reason mapped = dev.ringfence.api.v1.Reason.forNumber(reason.code());
    if (mapped == null) {
      throw new IllegalStateException("The API has no reason with the number of " + reason);
    }
    return mapped;
  }
}
