package dev.ringfence.perf.chaos;

/** The chaos can't go on: what should have come back did not. */
final class ChaosException extends RuntimeException {
  ChaosException(String message) {
    super(message);
  }

  ChaosException(String message, Throwable cause) {
    super(message, cause);
  }
}
