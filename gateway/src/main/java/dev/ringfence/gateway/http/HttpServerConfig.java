package dev.ringfence.gateway.http;

/**
 * Where the HTTP server listens, and what it puts up with.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 * @param maxConnections connections open at once; more are closed
 * @param maxHeaderBytes the most headers of one request
 * @param maxRequestSeconds how long a request may take to come in
 * @param maxResponseSeconds how long an answer may take to go out
 * @param idleSeconds after how long an idle connection is closed
 */
public record HttpServerConfig(
    String host,
    int port,
    int maxConnections,
    int maxHeaderBytes,
    int maxRequestSeconds,
    int maxResponseSeconds,
    int idleSeconds) {
  public HttpServerConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("http port: must be between 0 and 65535, not " + port);
    }
    if (maxConnections < 1
        || maxHeaderBytes < 1
        || maxRequestSeconds < 1
        || maxResponseSeconds < 1
        || idleSeconds < 1) {
      throw new IllegalArgumentException("http limits: must be greater than zero");
    }
  }

  /** Limits that suit probes, people and scripts. */
  public static HttpServerConfig listeningOn(String host, int port) {
    return new HttpServerConfig(host, port, 1_024, 16 * 1024, 5, 30, 30);
  }
}
