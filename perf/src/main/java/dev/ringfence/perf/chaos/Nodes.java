package dev.ringfence.perf.chaos;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** The engines, and which of them answered last for a shard. */
final class Nodes implements AutoCloseable {
  private static final long RECONNECT_MILLIS = 50;

  /** As often as gRPC lets a client ask: it ends a connection whose other end is gone. */
  private static final long KEEP_ALIVE_SECONDS = 10;

  private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 2;

  private final List<ManagedChannel> channels;
  private final AtomicIntegerArray preferred;
  private final ScheduledExecutorService reconnects =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("chaos-reconnect").factory());

  Nodes(List<String> addresses, int shards) {
    channels =
        addresses.stream()
            .map(
                address ->
                    NettyChannelBuilder.forTarget(address)
                        .usePlaintext()
                        .disableRetry()
                        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .directExecutor()
                        .build())
            .toList();
    preferred = new AtomicIntegerArray(shards);
    // Else a client would wait for seconds before it knocks at an engine that is back.
    ScheduledFuture<?> _ =
        reconnects.scheduleWithFixedDelay(
            () -> channels.forEach(ManagedChannel::resetConnectBackoff),
            RECONNECT_MILLIS,
            RECONNECT_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /** Which engine to ask about an account. */
  int preferredFor(long accountId) {
    return preferred.get(shardOf(accountId));
  }

  ManagedChannel channel(int node) {
    return channels.get(node);
  }

  /** This one could not help: the next request goes to the other. */
  void turnFrom(int node, long accountId) {
    preferred.compareAndSet(shardOf(accountId), node, (node + 1) % channels.size());
  }

  @Override
  public void close() {
    reconnects.shutdownNow();
    channels.forEach(ManagedChannel::shutdownNow);
  }

  private int shardOf(long accountId) {
    return (int) (accountId % preferred.length());
  }
}
