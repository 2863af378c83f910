package dev.ringfence.engine.domain;

/** Where a reservation is in its life; it ends exactly once. */
public enum ReservationState {
  /** Something remains. */
  OPEN(1),
  /** A fill or a settlement consumed the last of it. */
  SETTLED(2),
  /** The last of it was given back on request. */
  RELEASED(3),
  /** Its time was up; what remained was given back. */
  EXPIRED(4);

  private static final ReservationState[] BY_CODE = {null, OPEN, SETTLED, RELEASED, EXPIRED};

  private final int code;

  ReservationState(int code) {
    this.code = code;
  }

  /** The number stored in PostgreSQL; never changes. */
  public int code() {
    return code;
  }

  public boolean isTerminal() {
    return this != OPEN;
  }

  public static ReservationState ofCode(int code) {
    return Codes.lookUp(BY_CODE, code, "reservation state");
  }
}
