package dev.ringfence.client;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceStub;
import dev.ringfence.api.v1.Problem;
import dev.ringfence.api.v1.SessionServiceGrpc;
import dev.ringfence.api.v1.SessionServiceGrpc.SessionServiceStub;
import io.grpc.CallCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** All servers that may be the one that serves. Whoever gets nowhere with one takes the next. */
final class Servers {
  /** A server that takes a connection and says nothing on it would keep us from all others. */
  static final long CONNECT_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(4);

  private static final long KEEP_ALIVE_SECONDS = 10;
  private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 5;

  private final List<ManagedChannel> channels;
  private final CallCredentials identity;

  Servers(ClientConfig config) {
    identity = new BearerToken(config.token());
    List<ManagedChannel> built = new ArrayList<>();
    try {
      for (String target : config.targets()) {
        built.add(channel(target, config).build());
      }
    } catch (RuntimeException unusable) {
      built.forEach(ManagedChannel::shutdownNow);
      throw unusable;
    }
    channels = List.copyOf(built);
  }

  private static ManagedChannelBuilder<?> channel(String target, ClientConfig config) {
    ManagedChannelBuilder<?> channel = Grpc.newChannelBuilder(target, config.credentials());
    if (Loopback.is(target)) {
      // A proxy would look for it on its own machine. Java sees to that, but not for IPv6.
      channel.proxyDetector(address -> null);
    }
    return channel
        .directExecutor()
        // One name may stand for several servers, too: each new stream goes to another one.
        .defaultLoadBalancingPolicy("round_robin")
        // Finds out about a peer that is gone without a word.
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        // Also of one that takes connections and says nothing on them, so that no call ever begins.
        .keepAliveWithoutCalls(true)
        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  SessionServiceStub sessions(int turn) {
    return SessionServiceGrpc.newStub(channel(turn)).withCallCredentials(identity);
  }

  AccountServiceStub accounts(int turn) {
    return AccountServiceGrpc.newStub(channel(turn)).withCallCredentials(identity);
  }

  void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  /**
   * How long to wait after a stream that ended like this. A server that does not serve asks its
   * callers to leave it alone, not the others.
   */
  long askedMillis(Problem end) {
    return channels.size() > 1 && Problems.isOfOneServer(end) ? 0 : end.getRetryAfterMillis();
  }

  private ManagedChannel channel(int turn) {
    ManagedChannel channel = channels.get(Math.floorMod(turn, channels.size()));
    // Whoever comes has waited as long as it should; gRPC by itself waits for up to two minutes.
    channel.resetConnectBackoff();
    return channel;
  }
}
