package dev.ringfence.perf.bench;

/** A server cannot be reached, could not be started, or refuses to talk. */
final class UnreachableException extends RuntimeException {
  UnreachableException(String message) {
    super(message);
  }

  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
