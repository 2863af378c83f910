package dev.ringfence.engine.domain;

/** The direction of an execution. */
public enum Side {
  /** Consumes reserved cash and adds quantity. */
  BUY(1),
  /** Consumes reserved quantity and adds cash. */
  SELL(2);

  private final int code;

  Side(int code) {
    this.code = code;
  }

  /** The number in every fingerprint; never changes. */
  public int code() {
    return code;
  }
}
