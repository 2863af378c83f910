package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.grpc.GrpcServer;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Whether commands are taken: once the process has rehearsed, while every shard can answer, and
 * until it stops. Probes over gRPC hear of it whenever that changes.
 */
final class Serving {
  private static final long WATCH_MILLIS = 50;
  private static final long READY_POLL_MILLIS = 5;

  private final ShardHost host;
  private final int shardCount;
  private final GrpcServer grpc;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("health-watch").factory());
  private volatile boolean rehearsed;
  private volatile boolean stopping;

  /** Only touched while telling, so that the last word at a stop is that it does not serve. */
  private boolean toldServing;

  Serving(ShardHost host, int shardCount, GrpcServer grpc) {
    this.host = host;
    this.shardCount = shardCount;
    this.grpc = grpc;
  }

  /** From now on probes are told. */
  void start() {
    var _ =
        watch.scheduleWithFixedDelay(this::tell, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
  }

  void rehearsed() {
    rehearsed = true;
  }

  boolean hasRehearsed() {
    return rehearsed;
  }

  /** Whether every shard can answer right now; what is under way at a stop still may. */
  boolean isEverywhere() {
    if (!rehearsed) {
      return false;
    }
    for (int shardId = 0; shardId < shardCount; shardId++) {
      if (!host.isReady(shardId)) {
        return false;
      }
    }
    return true;
  }

  boolean isStopping() {
    return stopping;
  }

  /** The same, and takes new commands, too. */
  boolean isReady() {
    return !stopping && isEverywhere();
  }

  /** Waits until every shard serves, or there is no more reason to wait; tells which. */
  boolean await(BooleanSupplier worthWaiting) throws InterruptedException {
    while (!isEverywhere()) {
      if (!worthWaiting.getAsBoolean()) {
        return false;
      }
      Thread.sleep(READY_POLL_MILLIS);
    }
    return true;
  }

  /** Says that it does not serve any more; terminal. */
  void stop() {
    stopping = true;
    watch.shutdown();
    tell();
  }

  /** Probes over gRPC see what /readyz says, when a shard gives up as much as when it is back. */
  private synchronized void tell() {
    boolean serving = isReady();
    if (serving == toldServing) {
      return;
    }
    toldServing = serving;
    if (serving) {
      grpc.serving();
    } else {
      grpc.notServing();
    }
  }
}
