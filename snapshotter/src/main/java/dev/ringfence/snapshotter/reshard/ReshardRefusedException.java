package dev.ringfence.snapshotter.reshard;

/** The number of shards can't be changed now; nothing was changed. The message says what to do. */
public final class ReshardRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ReshardRefusedException(String message) {
    super(message);
  }
}
