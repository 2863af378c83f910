package dev.ringfence.snapshotter.verify;

/** A server gave no answer, so that nothing can be said about what is in it. */
public final class UnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
