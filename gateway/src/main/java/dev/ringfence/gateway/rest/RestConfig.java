package dev.ringfence.gateway.rest;

/**
 * What the HTTP API puts up with.
 *
 * @param maxBodyBytes the largest request body
 * @param maxConcurrentCalls calls under way at once; more are refused, so that probes get through
 * @param maxDeadlineMillis how long a call may take; a caller may ask for less
 * @param maxConcurrentStreams streams of changes open at once; more are refused
 * @param maxStreamMillis after how long a stream of changes ends; a browser opens it again by
 *     itself
 */
public record RestConfig(
    int maxBodyBytes,
    int maxConcurrentCalls,
    int maxDeadlineMillis,
    int maxConcurrentStreams,
    int maxStreamMillis) {
  public RestConfig {
    if (maxBodyBytes < 1
        || maxConcurrentCalls < 1
        || maxDeadlineMillis < 1
        || maxConcurrentStreams < 1
        || maxStreamMillis < 1) {
      throw new IllegalArgumentException("http api limits: must be greater than zero");
    }
  }

  /**
   * The same body as over gRPC, fewer calls than there may be connections, and streams that end
   * before the server takes their reader for one who is too slow.
   */
  public static RestConfig defaults() {
    return new RestConfig(256 * 1024, 512, 10_000, 128, 25_000);
  }
}
