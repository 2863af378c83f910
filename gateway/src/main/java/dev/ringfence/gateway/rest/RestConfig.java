package dev.ringfence.gateway.rest;

/**
 * What the HTTP API puts up with.
 *
 * @param maxBodyBytes the largest request body
 * @param maxConcurrentCalls calls under way at once; more are refused, so that probes get through
 * @param maxDeadlineMillis how long a call may take; a caller may ask for less
 */
public record RestConfig(int maxBodyBytes, int maxConcurrentCalls, int maxDeadlineMillis) {
  public RestConfig {
    if (maxBodyBytes < 1 || maxConcurrentCalls < 1 || maxDeadlineMillis < 1) {
      throw new IllegalArgumentException("http api limits: must be greater than zero");
    }
  }

  /** The same body as over gRPC, and fewer calls than there may be connections. */
  public static RestConfig defaults() {
    return new RestConfig(64 * 1024, 512, 10_000);
  }
}
