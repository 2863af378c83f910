package dev.ringfence.snapshotter.rows;

/** A row holds something that no writer of ours can have written. */
public final class UnreadableRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableRowException(String message) {
    super(message);
  }
}
