package dev.ringfence.snapshotter.projection;

/** A record that can't be read, and never will be. */
final class PoisonException extends Exception {
  private static final long serialVersionUID = 1L;

  PoisonException(String message) {
    super(message);
  }
}
