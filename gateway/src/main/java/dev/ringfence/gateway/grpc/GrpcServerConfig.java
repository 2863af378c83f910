package dev.ringfence.gateway.grpc;

/**
 * Where the gRPC server listens, and what it puts up with.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 * @param maxMessageBytes the largest request
 * @param maxHeaderBytes the most headers of one call
 * @param requestMillis how long a request may take from its first byte to its last
 * @param answerMillis how long a call with a large answer may take until that was read; then its
 *     connection is closed
 * @param maxUnfinishedBytes memory for requests that have begun and not come to their end; where
 *     more is wanted, those of whoever has most are refused
 * @param maxConnections connections open at once; for more those of strangers are closed, or they
 *     themselves
 * @param maxConcurrentCallsPerConnection calls open at once on one connection
 * @param maxResetsPerWindow streams that one connection may reset within {@code resetWindowSeconds}
 *     before it is closed
 * @param resetWindowSeconds see {@code maxResetsPerWindow}
 * @param handshakeTimeoutMillis how long a new connection may take until it speaks HTTP/2
 * @param maxIdleMillis after how long without a call a connection is closed
 * @param keepAliveMillis after how much silence the server asks whether the peer is there
 * @param keepAliveTimeoutMillis how long it waits for the answer
 * @param minClientKeepAliveMillis clients who ping more often are cut off
 * @param drainMillis how long a stop waits for calls that are open
 */
public record GrpcServerConfig(
    String host,
    int port,
    int maxMessageBytes,
    int maxHeaderBytes,
    long requestMillis,
    long answerMillis,
    long maxUnfinishedBytes,
    int maxConnections,
    int maxConcurrentCallsPerConnection,
    int maxResetsPerWindow,
    int resetWindowSeconds,
    long handshakeTimeoutMillis,
    long maxIdleMillis,
    long keepAliveMillis,
    long keepAliveTimeoutMillis,
    long minClientKeepAliveMillis,
    long drainMillis) {
  /** More than order gateways have, and less than a process has file descriptors. */
  public static final int DEFAULT_MAX_CONNECTIONS = 2_048;

  /** Of all the memory that this process may have. */
  private static final int PART_FOR_UNFINISHED = 8;

  public GrpcServerConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("grpc port: must be between 0 and 65535, not " + port);
    }
    if (maxMessageBytes < 1
        || maxHeaderBytes < 1
        || requestMillis < 1
        || answerMillis < 1
        || maxUnfinishedBytes < 1
        || maxConnections < 1
        || maxConcurrentCallsPerConnection < 1) {
      throw new IllegalArgumentException("grpc limits: must be greater than zero");
    }
  }

  /** Limits that suit a server on the open network. */
  public static GrpcServerConfig listeningOn(String host, int port) {
    return new GrpcServerConfig(
        host,
        port,
        256 * 1024,
        8 * 1024,
        30_000,
        60_000,
        Runtime.getRuntime().maxMemory() / PART_FOR_UNFINISHED,
        DEFAULT_MAX_CONNECTIONS,
        4_096,
        // A stall may make an honest client give up all its open calls at once.
        5_000,
        10,
        10_000,
        300_000,
        30_000,
        10_000,
        5_000,
        8_000);
  }

  /** The same, for so many connections. */
  public GrpcServerConfig withMaxConnections(int most) {
    return with(most, answerMillis);
  }

  /** The same, with another limit for large answers. */
  public GrpcServerConfig withAnswerMillis(long millis) {
    return with(maxConnections, millis);
  }

  private GrpcServerConfig with(int otherMaxConnections, long otherAnswerMillis) {
    return new GrpcServerConfig(
        host,
        port,
        maxMessageBytes,
        maxHeaderBytes,
        requestMillis,
        otherAnswerMillis,
        maxUnfinishedBytes,
        otherMaxConnections,
        maxConcurrentCallsPerConnection,
        maxResetsPerWindow,
        resetWindowSeconds,
        handshakeTimeoutMillis,
        maxIdleMillis,
        keepAliveMillis,
        keepAliveTimeoutMillis,
        minClientKeepAliveMillis,
        drainMillis);
  }
}
