package dev.ringfence.gateway.watch;

/** A file of the operator can't be used. The message never repeats what is secret in it. */
public final class UnusableFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnusableFileException(String message) {
    super(message);
  }

  public UnusableFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
