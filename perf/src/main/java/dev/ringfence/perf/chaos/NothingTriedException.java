package dev.ringfence.perf.chaos;

/** The stack did not come to serve, so nothing was found out about it. */
final class NothingTriedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NothingTriedException(RuntimeException why) {
    super("Nothing was tried, as the stack does not serve: " + why.getMessage(), why);
  }
}
