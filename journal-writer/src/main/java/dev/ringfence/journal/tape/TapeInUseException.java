package dev.ringfence.journal.tape;

/** A process that lives writes the tape. */
public final class TapeInUseException extends TapeException {
  private static final long serialVersionUID = 1L;

  public TapeInUseException(String message) {
    super(message);
  }
}
