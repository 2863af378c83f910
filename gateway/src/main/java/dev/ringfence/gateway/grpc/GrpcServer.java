package dev.ringfence.gateway.grpc;

import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The gRPC port. It listens before anything is recovered, and says NOT_SERVING until it is told
 * otherwise, so that probes see a process that lives and is not ready.
 */
public final class GrpcServer implements AutoCloseable {
  private static final String WHOLE_SERVER = HealthStatusManager.SERVICE_NAME_ALL_SERVICES;

  private final GrpcServerConfig config;
  private final List<String> names;
  private final EventLoops loops = new EventLoops();
  private final HealthStatusManager health = new HealthStatusManager();
  private final Connections connections;
  private final Server server;
  private final Server localServer;
  private final ManagedChannel localChannel;
  private final AtomicBoolean closing = new AtomicBoolean();

  /** In plain text. */
  public GrpcServer(GrpcServerConfig config, List<? extends BindableService> services) {
    this(config, InsecureServerCredentials.create(), services, CallMetrics.NONE);
  }

  /** With TLS, if the credentials say so. */
  public GrpcServer(
      GrpcServerConfig config,
      ServerCredentials credentials,
      List<? extends BindableService> services,
      CallMetrics metrics) {
    this.config = config;
    names = names(services);
    connections = new Connections(config, metrics);
    ListeningChannels listening = new ListeningChannels(connections);
    EventLoopLane.open(loops.group());
    UnfinishedRequests.open(loops, config);
    loops.watch(metrics);
    notServing();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(config.host(), config.port()), credentials)
            .bossEventLoopGroup(loops.group())
            .workerEventLoopGroup(loops.group())
            .channelFactory(listening::open)
            .addTransportFilter(connections)
            // Calls only hand over to a ring, so a hop to another thread would be pure cost.
            .directExecutor()
            .maxInboundMessageSize(ReadableMessages.most(config.maxMessageBytes()))
            .maxInboundMetadataSize(config.maxHeaderBytes())
            .maxConcurrentCallsPerConnection(config.maxConcurrentCallsPerConnection())
            .maxRstFramesPerWindow(config.maxResetsPerWindow(), config.resetWindowSeconds())
            .handshakeTimeout(config.handshakeTimeoutMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionIdle(config.maxIdleMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTime(config.keepAliveMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(config.keepAliveTimeoutMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(config.minClientKeepAliveMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addStreamTracerFactory(new RefusalTimer(metrics))
            .addStreamTracerFactory(UnfinishedRequests.tracers())
            .addService(FewAtOnce.of(readable(health.getHealthService())))
            .addService(FewAtOnce.of(readable(ProtoReflectionServiceV1.newInstance())));
    String localName = "ringfence-" + UUID.randomUUID();
    InProcessServerBuilder localBuilder =
        InProcessServerBuilder.forName(localName).directExecutor();
    for (BindableService service : services) {
      ServerServiceDefinition readable = readable(service);
      builder.addService(readable);
      localBuilder.addService(readable);
    }
    server = builder.build();
    localServer = localBuilder.build();
    localChannel = InProcessChannelBuilder.forName(localName).directExecutor().build();
  }

  /** Opens the port, and the way in from this process. */
  public void start() throws IOException {
    localServer.start();
    server.start();
  }

  /** The same service, for callers in this process: the HTTP API. */
  public Channel localChannel() {
    return localChannel;
  }

  /** The port that is open, where the configuration left the choice to the system. */
  public int port() {
    return server.getPort();
  }

  /** How many connections are open. */
  public int openConnections() {
    return connections.count();
  }

  /** Tells health checks that commands are taken. */
  public void serving() {
    setHealth(ServingStatus.SERVING);
  }

  /** Tells health checks that commands are refused; calls are still taken. */
  public void notServing() {
    setHealth(ServingStatus.NOT_SERVING);
  }

  @Override
  public void close() {
    close(Duration.ofMillis(config.drainMillis()));
  }

  /** Takes no new calls, waits for those that are open, and cuts off what is left. */
  public void close(Duration drain) {
    if (closing.compareAndSet(false, true)) {
      health.enterTerminalState();
    }
    server.shutdown();
    localServer.shutdown();
    boolean drained = false;
    long latestNanos = System.nanoTime() + drain.toNanos();
    try {
      drained = server.awaitTermination(drain.toNanos(), TimeUnit.NANOSECONDS);
      drained &=
          localServer.awaitTermination(latestNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (!drained) {
      server.shutdownNow();
      localServer.shutdownNow();
    }
    localChannel.shutdownNow();
    loops.close();
  }

  private ServerServiceDefinition readable(BindableService service) {
    return ReadableMessages.only(service.bindService(), config.maxMessageBytes());
  }

  private void setHealth(ServingStatus status) {
    health.setStatus(WHOLE_SERVER, status);
    names.forEach(name -> health.setStatus(name, status));
  }

  private static List<String> names(List<? extends BindableService> services) {
    return services.stream()
        .map(service -> service.bindService().getServiceDescriptor().getName())
        .toList();
  }
}
