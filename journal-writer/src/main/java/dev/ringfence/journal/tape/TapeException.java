package dev.ringfence.journal.tape;

/** The tape can't be used as asked; the message says what to do. */
public final class TapeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TapeException(String message) {
    super(message);
  }

  public TapeException(String message, Throwable cause) {
    super(message, cause);
  }
}
