package dev.ringfence.snapshotter.projection;

/** Redis did not acknowledge: what was written may be there or not, and can be written again. */
public final class StoreUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
