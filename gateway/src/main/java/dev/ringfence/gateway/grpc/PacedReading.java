package dev.ringfence.gateway.grpc;

import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.TimeUnit;

/**
 * Leaves a connection alone for a moment when more of its requests are refused than its event loop
 * is to spend its time on. What is not read waits with the sender, whom TCP slows down. Stands
 * before HTTP/2, which by itself would go on reading whatever its channel is set to.
 */
final class PacedReading extends ChannelDuplexHandler {
  /** A thousand a second of those that are the caller's own fault. */
  static final long NANOS_PER_FAULT = 1_000_000;

  private final RefusalPace pace = new RefusalPace(NANOS_PER_FAULT, System.nanoTime());
  private boolean isPaused;

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    Refusals refusals = Refusals.CURRENT.get();
    if (refusals == null) {
      context.fireChannelRead(bytes);
      return;
    }
    long refusedBefore = refusals.count();
    long faultsBefore = refusals.faults();
    context.fireChannelRead(bytes);
    // By now, all that could be refused at once has been.
    if (refusals.count() != refusedBefore && !isPaused) {
      long nowNanos = System.nanoTime();
      long loopNanos = refusals.pauseNanos(nowNanos);
      pause(
          context,
          Math.max(loopNanos, pace.pauseNanos(refusals.faults() - faultsBefore, nowNanos)));
    }
  }

  @Override
  public void read(ChannelHandlerContext context) {
    if (!isPaused) {
      context.read();
    }
  }

  private void pause(ChannelHandlerContext context, long nanos) {
    if (nanos > 0) {
      isPaused = true;
      context.channel().config().setAutoRead(false);
      var _ = context.executor().schedule(() -> resume(context), nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void resume(ChannelHandlerContext context) {
    isPaused = false;
    context.channel().config().setAutoRead(true);
  }
}
