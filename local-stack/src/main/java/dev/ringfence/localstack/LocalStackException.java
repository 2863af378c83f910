package dev.ringfence.localstack;

/** A server could not be started or stopped. The message says where, and what to do next. */
public final class LocalStackException extends RuntimeException {

  LocalStackException(String message) {
    super(message);
  }

  LocalStackException(String message, Throwable cause) {
    super(message, cause);
  }
}
