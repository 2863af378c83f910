package dev.ringfence.engine.command;

/** What a command asks for. */
public enum CommandType {
  OPEN_ACCOUNT(1),
  SET_STATUS(2),
  DEPOSIT(3),
  WITHDRAW(4),
  RESERVE(5),
  AMEND(6),
  RELEASE(7),
  APPLY_FILL(8),
  SETTLE(9),
  GET_ACCOUNT(10),
  GET_RESERVATION(11),
  GET_OUTCOME(12);

  private final int code;

  CommandType(int code) {
    this.code = code;
  }

  /** The number in every fingerprint; never changes. */
  public int code() {
    return code;
  }

  /** True for what changes nothing and needs no request id. */
  public boolean isRead() {
    return switch (this) {
      case GET_ACCOUNT, GET_RESERVATION, GET_OUTCOME -> true;
      case OPEN_ACCOUNT,
          SET_STATUS,
          DEPOSIT,
          WITHDRAW,
          RESERVE,
          AMEND,
          RELEASE,
          APPLY_FILL,
          SETTLE ->
          false;
    };
  }
}
