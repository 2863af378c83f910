package dev.ringfence.gateway.grpc;

/**
 * What one session may cost.
 *
 * @param maxInFlight how many commands may be taken and not yet answered; from there on nothing
 *     more is read of the stream. One message may go beyond it
 * @param readerPatienceMillis how long answers wait for a client that reads nothing before the
 *     stream is cut off
 */
public record SessionConfig(int maxInFlight, long readerPatienceMillis) {
  /** Half of a ring for each session, and time for a long pause of the client's collector. */
  public static final SessionConfig DEFAULT = new SessionConfig(4_096, 10_000);

  public SessionConfig {
    if (maxInFlight < 1 || readerPatienceMillis < 1) {
      throw new IllegalArgumentException("session limits: must be greater than zero");
    }
  }
}
