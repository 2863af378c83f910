package dev.ringfence.gateway.boot;

/** What lies at the bottom of a failure: the layers above it often say little. */
final class RootCause {
  private RootCause() {}

  /** The failure itself, if nothing caused it. */
  static Throwable of(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
