package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.Reason;

/** What to tell a person about each refusal: what is the matter, and what to do next. */
final class ReasonAdvice {
  private ReasonAdvice() {}

  static String of(Reason reason) {
    return switch (reason) {
      case REASON_UNSPECIFIED -> "";
      case REASON_REQUEST_ID_REUSED ->
          "This request id was used for another command. Take a new one, or see what became of it"
              + " with: ringfence outcome ACCOUNT ID";
      case REASON_ACCOUNT_NOT_FOUND ->
          "There is no such account. Open it with: ringfence account open ACCOUNT --currency USD";
      case REASON_ACCOUNT_EXISTS -> "The account is open already. Use it, or choose another id.";
      case REASON_ACCOUNT_NOT_ACTIVE ->
          "The account is frozen or closed. A frozen one is opened again with: ringfence account"
              + " status ACCOUNT --set active";
      case REASON_CURRENCY_MISMATCH ->
          "The account's cash is in another currency. See which with: ringfence account get ACCOUNT";
      case REASON_RESERVATION_NOT_FOUND ->
          "The order has no reservation on this account. Check the order id, or reserve first.";
      case REASON_RESERVATION_EXISTS ->
          "The order has, or had, a reservation. Change an open one with: ringfence amend, or take"
              + " another order id.";
      case REASON_RESERVATION_CLOSED ->
          "The reservation has ended. See how with: ringfence reservation get ACCOUNT ORDER";
      case REASON_RESERVATION_MISMATCH ->
          "The reservation holds something else: a buy consumes cash, a sale the units of its"
              + " symbol.";
      case REASON_INSUFFICIENT_BALANCE ->
          "Free cash does not cover the amount. Deposit more, release what is held, or ask for less.";
      case REASON_INSUFFICIENT_POSITION ->
          "Free units do not cover the amount. Deposit more, release what is held, or ask for less.";
      case REASON_INSUFFICIENT_RESERVED ->
          "What remains of the reservation does not cover the amount. Raise it with: ringfence amend";
      case REASON_AMOUNT_OVERFLOW ->
          "A sum would pass 99,999,999,999,999.9999, the largest amount.";
      case REASON_ACCOUNT_NOT_EMPTY ->
          "The account still holds cash, units or open reservations. Release and withdraw them"
              + " first.";
      case REASON_EXPIRY_IN_PAST -> "The reservation would end in the past. Give it more time.";
      case REASON_REFUSED_BY_STORE ->
          "The database refused to store it; nothing was changed. The server's log says why.";
      case UNRECOGNIZED ->
          "The server knows a reason that this client does not. Update the client.";
    };
  }

  /** The stable code without the prefix that Protobuf asks for. */
  static String code(Reason reason) {
    return reason.name().replaceFirst("^REASON_", "");
  }
}
