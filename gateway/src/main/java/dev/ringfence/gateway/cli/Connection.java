package dev.ringfence.gateway.cli;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.client.RingfenceClient;
import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One connection to a server, for as long as one command takes. */
final class Connection implements AutoCloseable {
  private final String server;
  private final AccessOptions access;
  private final ManagedChannel channel;
  private final Duration deadline;
  private final Optional<CallCredentials> callCredentials;

  /**
   * Does not connect before it is used.
   *
   * @throws IllegalArgumentException if the options make no sense, or their files
   */
  Connection(String server, Duration deadline, AccessOptions access) {
    this.server = server;
    this.access = access;
    this.deadline = deadline;
    callCredentials = access.callCredentials(server);
    channel = channel(server, access.channelCredentials());
  }

  private static ManagedChannel channel(String server, ChannelCredentials credentials) {
    try {
      NettyChannelBuilder channel =
          NettyChannelBuilder.forTarget(server, credentials).directExecutor();
      if (server.startsWith("[") && AccessOptions.isLoopback(server)) {
        // A proxy would look for it on its own machine. Java sees to that, but not for IPv6.
        channel.proxyDetector(_ -> null);
      }
      return channel.build();
    } catch (IllegalArgumentException unusable) {
      Throwable cause = unusable.getCause() == null ? unusable : unusable.getCause();
      throw new IllegalArgumentException(
          "A file for TLS (--tls-ca, --tls-cert, --tls-key) does not hold in PEM what it should: "
              + cause.getMessage(),
          unusable);
    }
  }

  /** A stub whose deadline starts to run now. */
  AccountServiceBlockingStub stub() {
    AccountServiceBlockingStub stub =
        AccountServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    return callCredentials.map(stub::withCallCredentials).orElse(stub);
  }

  /** A client of its own, for many commands and for what goes on; the deadline is that of each. */
  RingfenceClient client() {
    return RingfenceClient.connect(access.clientConfig(server).withCallTimeout(deadline));
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
