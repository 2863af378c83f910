package dev.ringfence.gateway.grpc;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;

/** The server's network threads, one for each core: its own, so that replies find their way. */
final class EventLoops implements AutoCloseable {
  private static final long STOP_MILLIS = 1_000;
  private static final long LOOK_MILLIS = 10;

  private final int count = Math.max(2, Runtime.getRuntime().availableProcessors());
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          count, new DefaultThreadFactory("grpc-loop", true), handlers());

  EventLoopGroup group() {
    return group;
  }

  /** How many there are. */
  int count() {
    return count;
  }

  /** Looks, again and again, how long what is due waits for each loop. */
  void watch(CallMetrics metrics) {
    for (EventExecutor loop : group) {
      long firstNanos = dueNanos();
      var _ = loop.schedule(() -> look(loop, metrics, firstNanos), LOOK_MILLIS, MILLISECONDS);
    }
  }

  @Override
  public void close() {
    var _ = group.shutdownGracefully(0, STOP_MILLIS, MILLISECONDS).syncUninterruptibly();
  }

  private static void look(EventExecutor loop, CallMetrics metrics, long dueNanos) {
    metrics.onLoopWait(Math.max(0, System.nanoTime() - dueNanos));
    long nextNanos = dueNanos();
    var _ = loop.schedule(() -> look(loop, metrics, nextNanos), LOOK_MILLIS, MILLISECONDS);
  }

  private static long dueNanos() {
    return System.nanoTime() + MILLISECONDS.toNanos(LOOK_MILLIS);
  }

  private static IoHandlerFactory handlers() {
    return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }
}
