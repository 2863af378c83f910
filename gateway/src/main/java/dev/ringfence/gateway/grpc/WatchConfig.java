package dev.ringfence.gateway.grpc;

/**
 * What watches may cost.
 *
 * @param most open at once in this process
 * @param mostPerClient open at once for one client
 * @param mostPerConnection open at once on one connection
 * @param lifeMillis after how long a watch ends, so that its client comes back
 * @param readerPatienceMillis how long a change waits for a client that reads nothing before the
 *     watch is cut off
 */
public record WatchConfig(
    int most,
    int mostPerClient,
    int mostPerConnection,
    long lifeMillis,
    long readerPatienceMillis) {
  /** Screens for a trading floor, and an hour each. */
  public static final WatchConfig DEFAULT = new WatchConfig(4_096, 1_024, 256, 3_600_000, 10_000);

  public WatchConfig {
    if (most < 1
        || mostPerClient < 1
        || mostPerConnection < 1
        || lifeMillis < 1
        || readerPatienceMillis < 1) {
      throw new IllegalArgumentException("watch limits: must be greater than zero");
    }
  }
}
