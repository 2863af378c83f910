package dev.ringfence.journal.tape;

/** The tape can't be used as asked; the message says what to do. */
public sealed class TapeException extends RuntimeException permits TapeInUseException {
  private static final long serialVersionUID = 1L;

  public TapeException(String message) {
    super(message);
  }

  public TapeException(String message, Throwable cause) {
    super(message, cause);
  }
}
