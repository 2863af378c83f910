package dev.ringfence.gateway.rest;

/**
 * What the HTTP API puts up with.
 *
 * @param maxBodyBytes the largest request body
 * @param calls calls under way at once; more are refused, so that probes get through
 * @param largeAnswers of lists and batches under way at once: each is in memory until it was read
 * @param maxDeadlineMillis how long a call may take; a caller may ask for less
 * @param streams streams of changes open at once; more are refused
 * @param maxStreamMillis after how long a stream of changes ends; its reader opens it again
 */
public record RestConfig(
    int maxBodyBytes,
    AtOnce calls,
    AtOnce largeAnswers,
    int maxDeadlineMillis,
    AtOnce streams,
    int maxStreamMillis) {
  /**
   * How many there may be at once.
   *
   * @param most in all
   * @param mostPerClient of one client, so that it leaves room for others
   */
  public record AtOnce(int most, int mostPerClient) {
    public AtOnce {
      if (mostPerClient < 1 || most < mostPerClient) {
        throw new IllegalArgumentException(
            "http api limits: one client may have at least one, and not more than all together");
      }
    }
  }

  public RestConfig {
    if (maxBodyBytes < 1 || maxDeadlineMillis < 1 || maxStreamMillis < 1) {
      throw new IllegalArgumentException("http api limits: must be greater than zero");
    }
  }

  /**
   * The same body as over gRPC, fewer calls and streams than there may be connections, half of them
   * for one client, and streams that end before the server takes their reader for one who is too
   * slow. A page of a thousand entries is 2 MB while it is written, twice what it is over gRPC.
   */
  public static RestConfig defaults() {
    return new RestConfig(
        256 * 1024,
        new AtOnce(512, 256),
        new AtOnce(128, 64),
        10_000,
        new AtOnce(256, 128),
        25_000);
  }
}
