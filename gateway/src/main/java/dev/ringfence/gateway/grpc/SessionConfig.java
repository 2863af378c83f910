package dev.ringfence.gateway.grpc;

/**
 * What sessions may cost.
 *
 * @param most open at once in this process
 * @param mostPerClient open at once for one client
 * @param maxInFlight how many commands may be taken and not yet answered in one of them; from there
 *     on nothing more is read of the stream. One message may go beyond it
 * @param readerPatienceMillis how long answers wait for a client that reads nothing before the
 *     stream is cut off
 */
public record SessionConfig(
    int most, int mostPerClient, int maxInFlight, long readerPatienceMillis) {
  /** Half of a ring for each session, and time for a long pause of the client's collector. */
  public static final SessionConfig DEFAULT = new SessionConfig(1_024, 256, 4_096, 10_000);

  public SessionConfig {
    if (most < 1 || mostPerClient < 1 || maxInFlight < 1 || readerPatienceMillis < 1) {
      throw new IllegalArgumentException("session limits: must be greater than zero");
    }
  }
}
