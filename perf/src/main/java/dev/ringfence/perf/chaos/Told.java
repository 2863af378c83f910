package dev.ringfence.perf.chaos;

import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.engine.domain.Amount;

/**
 * An answer, as far as it is compared.
 *
 * @param reason the name of the refusal's reason; empty when accepted
 * @param version of the account; 0 where there is none
 * @param remaining of the reservation; -1 where the answer shows none
 * @param state of the reservation, as its number; 0 where the answer shows none
 */
record Told(
    boolean accepted,
    String reason,
    boolean replayed,
    long version,
    long balance,
    long reserved,
    long remaining,
    int state) {
  private static final String PREFIX = "REASON_";

  static Told of(CommandResult result) {
    boolean accepted = result.getOutcome() == Outcome.OUTCOME_ACCEPTED;
    Account account = result.getAccount();
    Reservation reservation = result.getReservation();
    return new Told(
        accepted,
        accepted ? "" : result.getReason().name().substring(PREFIX.length()),
        result.getReplayed(),
        account.getVersion(),
        result.hasAccount() ? Amount.parse(account.getBalance()) : 0,
        result.hasAccount() ? Amount.parse(account.getReserved()) : 0,
        result.hasReservation() ? Amount.parse(reservation.getRemaining()) : -1,
        result.hasReservation() ? reservation.getState().getNumber() : 0);
  }

  /** Whether it says the same, replayed or not. */
  boolean agreesWith(Told other) {
    return accepted == other.accepted
        && reason.equals(other.reason)
        && version == other.version
        && balance == other.balance
        && reserved == other.reserved
        && remaining == other.remaining
        && state == other.state;
  }
}
