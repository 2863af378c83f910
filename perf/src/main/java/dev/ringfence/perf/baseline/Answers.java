package dev.ringfence.perf.baseline;

import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.AccountStatus;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Reason;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.api.v1.ReservationState;
import java.math.BigDecimal;

/** Turns rows into what the API answers. */
final class Answers {
  private Answers() {}

  static CommandResult accepted(AccountRow account) {
    return accepted(account, null, false);
  }

  static CommandResult accepted(AccountRow account, ReservationRow reservation) {
    return accepted(account, reservation, false);
  }

  static CommandResult replayed(AccountRow account, ReservationRow reservation) {
    return accepted(account, reservation, true);
  }

  static CommandResult rejected(Reason reason, AccountRow account) {
    CommandResult.Builder result =
        CommandResult.newBuilder().setOutcome(Outcome.OUTCOME_REJECTED).setReason(reason);
    if (account != null) {
      result.setAccount(account(account));
    }
    return result.build();
  }

  private static CommandResult accepted(
      AccountRow account, ReservationRow reservation, boolean replayed) {
    CommandResult.Builder result =
        CommandResult.newBuilder()
            .setOutcome(Outcome.OUTCOME_ACCEPTED)
            .setReplayed(replayed)
            .setAccount(account(account));
    if (reservation != null) {
      result.setReservation(
          Reservation.newBuilder()
              .setOrderId(reservation.orderId())
              .setAmount(text(reservation.amount()))
              .setRemaining(text(reservation.remaining()))
              .setState(ReservationState.forNumber(reservation.state())));
    }
    return result.build();
  }

  /** The same words for the same amount, whether it was just reckoned or read back. */
  private static String text(BigDecimal amount) {
    return amount.stripTrailingZeros().toPlainString();
  }

  private static Account account(AccountRow row) {
    return Account.newBuilder()
        .setAccountId(row.accountId())
        .setCurrency(row.currency())
        .setStatus(AccountStatus.forNumber(row.status()))
        .setBalance(text(row.balance()))
        .setReserved(text(row.reserved()))
        .setVersion(row.version())
        .build();
  }
}
