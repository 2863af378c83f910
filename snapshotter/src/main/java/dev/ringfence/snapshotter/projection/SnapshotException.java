package dev.ringfence.snapshotter.projection;

/** The accounts could not be read from where they come from. */
public final class SnapshotException extends Exception {
  private static final long serialVersionUID = 1L;

  public SnapshotException(String message, Throwable cause) {
    super(message, cause);
  }
}
