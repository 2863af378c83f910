package dev.ringfence.perf.bench;

/** How requests travel. */
public enum Mode {
  /** A call per request. */
  UNARY,
  /** One stream per connection for all requests. */
  SESSION;

  /** Whether the API has it. */
  boolean isOffered() {
    return switch (this) {
      case UNARY -> true;
      case SESSION -> false;
    };
  }

  void requireOffered() {
    if (!isOffered()) {
      throw new IllegalArgumentException(
          "--mode session is not there yet: the API has no Session call. Use --mode unary.");
    }
  }
}
