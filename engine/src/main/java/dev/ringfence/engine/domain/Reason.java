package dev.ringfence.engine.domain;

/**
 * Why a command was rejected. The numbers are stable: they are in the API, in metrics and in logs.
 * docs/outcomes.md says when each is given and what the caller should do.
 */
public enum Reason {
  /** Not rejected. */
  NONE(0),
  /** The request id was used before for a command with other content. */
  REQUEST_ID_REUSED(1),
  /** There is no such account. */
  ACCOUNT_NOT_FOUND(2),
  /** The account exists already. */
  ACCOUNT_EXISTS(3),
  /** The account is frozen or closed, and the command needs an active one. */
  ACCOUNT_NOT_ACTIVE(4),
  /** The amount is in another currency than the account. */
  CURRENCY_MISMATCH(5),
  /** The order has no reservation here, or had one that ended too long ago to be remembered. */
  RESERVATION_NOT_FOUND(6),
  /** The order has, or had, a reservation already. */
  RESERVATION_EXISTS(7),
  /** The reservation has ended. */
  RESERVATION_CLOSED(8),
  /** The reservation holds something else than the command consumes. */
  RESERVATION_MISMATCH(9),
  /** Free cash does not cover the amount. */
  INSUFFICIENT_BALANCE(10),
  /** Free quantity does not cover the amount. */
  INSUFFICIENT_POSITION(11),
  /** What remains of the reservation does not cover the amount. */
  INSUFFICIENT_RESERVED(12),
  /** A sum would pass the largest amount. */
  AMOUNT_OVERFLOW(13),
  /** The account still holds cash, positions or open reservations. */
  ACCOUNT_NOT_EMPTY(14),
  /** The reservation's end would lie in the past. */
  EXPIRY_IN_PAST(15),
  /** The database refuses to store the effect, for a reason the engine does not know. */
  REFUSED_BY_STORE(16);

  private static final Reason[] BY_CODE = values();

  private final int code;

  Reason(int code) {
    this.code = code;
  }

  /** The stable number. */
  public int code() {
    return code;
  }

  /**
   * Whether time alone may take the reason away: what is missing may be on its way. A frozen
   * account or a full one is not healed by waiting for a moment.
   */
  public boolean canPass() {
    return switch (this) {
      case ACCOUNT_NOT_FOUND,
          RESERVATION_NOT_FOUND,
          INSUFFICIENT_BALANCE,
          INSUFFICIENT_POSITION,
          INSUFFICIENT_RESERVED ->
          true;
      case NONE,
          REQUEST_ID_REUSED,
          ACCOUNT_EXISTS,
          ACCOUNT_NOT_ACTIVE,
          CURRENCY_MISMATCH,
          RESERVATION_EXISTS,
          RESERVATION_CLOSED,
          RESERVATION_MISMATCH,
          AMOUNT_OVERFLOW,
          ACCOUNT_NOT_EMPTY,
          EXPIRY_IN_PAST,
          REFUSED_BY_STORE ->
          false;
    };
  }

  public static Reason ofCode(int code) {
    return Codes.lookUp(BY_CODE, code, "reason");
  }
}
