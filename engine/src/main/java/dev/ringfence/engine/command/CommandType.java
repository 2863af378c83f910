package dev.ringfence.engine.command;

/** What a command asks for. */
public enum CommandType {
  OPEN_ACCOUNT,
  SET_STATUS,
  DEPOSIT,
  WITHDRAW,
  RESERVE,
  AMEND,
  RELEASE,
  APPLY_FILL,
  SETTLE,
  GET_ACCOUNT,
  GET_RESERVATION,
  GET_OUTCOME;

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
