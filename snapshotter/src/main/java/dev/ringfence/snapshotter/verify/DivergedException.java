package dev.ringfence.snapshotter.verify;

/** Ends a pass at its first divergence. */
final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Divergence divergence;

  DivergedException(Divergence divergence) {
    super(divergence.toString(), null, false, false);
    this.divergence = divergence;
  }

  Divergence divergence() {
    return divergence;
  }
}
