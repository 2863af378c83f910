package dev.ringfence.journal;

/** This program may not work on this database; the message says why, and what to do. */
public final class RefusedStartException extends RuntimeException {
  public RefusedStartException(String message) {
    super(message);
  }

  public RefusedStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
