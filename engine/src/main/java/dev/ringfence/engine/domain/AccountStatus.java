package dev.ringfence.engine.domain;

/** Whether an account may be used. */
public enum AccountStatus {
  /** Every command is allowed. */
  ACTIVE(1),
  /** Nothing new is reserved or withdrawn; open reservations may still end. */
  FROZEN(2),
  /** Terminal: only reads are answered. */
  CLOSED(3);

  private static final AccountStatus[] BY_CODE = {null, ACTIVE, FROZEN, CLOSED};

  private final int code;

  AccountStatus(int code) {
    this.code = code;
  }

  /** The number stored in PostgreSQL; never changes. */
  public int code() {
    return code;
  }

  public static AccountStatus ofCode(int code) {
    return Codes.lookUp(BY_CODE, code, "account status");
  }
}
