package dev.ringfence.gateway.ledger;

/** The ledger could not be read: nothing is wrong with the request, and it may be asked again. */
public final class LedgerReadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Kind {
    /** Too many reads are waiting: this one was not tried. */
    BUSY,
    /** PostgreSQL did not answer, or not in time. */
    UNAVAILABLE
  }

  private final Kind kind;

  public LedgerReadException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
