package dev.ringfence.engine.domain;

/** Turns stored numbers back into enum constants. */
public final class Codes {
  private Codes() {}

  /** The constant of a stored number; a number that none has is a broken row. */
  public static <E> E lookUp(E[] byCode, int code, String what) {
    E constant = code >= 0 && code < byCode.length ? byCode[code] : null;
    if (constant == null) {
      throw new IllegalArgumentException("No " + what + " has the code " + code);
    }
    return constant;
  }
}
