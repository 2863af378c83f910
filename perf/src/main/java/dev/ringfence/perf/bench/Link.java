package dev.ringfence.perf.bench;

/** One connection to a server. A mode of travel is a class that implements this. */
interface Link extends AutoCloseable {
  /**
   * Sends a request and returns at once. Exactly one of {@link Exchange#answered} and {@link
   * Exchange#failed} is called later, on a thread of the link.
   */
  void send(Exchange exchange);

  @Override
  void close();

  /** Makes links of the mode; who calls may be null where nobody asks. */
  static Link connect(Mode mode, String address, String authorization) {
    return switch (mode) {
      case UNARY -> new UnaryLink(address, authorization);
      case SESSION -> new SessionLink(address, authorization);
      case LEAN -> new LeanLink(address, authorization);
    };
  }
}
