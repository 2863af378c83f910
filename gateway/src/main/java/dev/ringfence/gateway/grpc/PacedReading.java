package dev.ringfence.gateway.grpc;

import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Leaves a connection alone for a moment when more of its requests are refused than its event loop
 * is to spend its time on, or when it is a stranger's, and another stranger's turn. What is not
 * read waits with the sender, whom TCP slows down. Stands before TLS and HTTP/2, which by
 * themselves would go on reading whatever their channel is set to.
 */
final class PacedReading extends ChannelDuplexHandler {
  /** A thousand a second of those that are the caller's own fault. */
  static final long NANOS_PER_FAULT = 1_000_000;

  private final RefusalPace pace = new RefusalPace(NANOS_PER_FAULT, System.nanoTime());
  private final BooleanSupplier isStrangers;

  /** What was read when it was not its turn, mostly nothing. */
  private final Queue<Object> held = new ArrayDeque<>(1);

  private boolean isPaused;

  /**
   * @param isStrangers whether nobody who is known has called on the connection yet
   */
  PacedReading(BooleanSupplier isStrangers) {
    this.isStrangers = isStrangers;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    Strangers strangers = isStrangers.getAsBoolean() ? Strangers.CURRENT.get() : null;
    if (strangers == null) {
      pass(context, bytes);
    } else if (strangers.haveTurn()) {
      strangers.read(() -> pass(context, bytes));
    } else {
      hold(context, bytes, strangers);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (held.isEmpty()) {
      context.fireChannelReadComplete();
    }
  }

  @Override
  public void read(ChannelHandlerContext context) {
    if (mayRead()) {
      context.read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    held.forEach(ReferenceCountUtil::release);
    held.clear();
    context.fireChannelInactive();
  }

  private void pass(ChannelHandlerContext context, Object bytes) {
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

  private void hold(ChannelHandlerContext context, Object bytes, Strangers strangers) {
    held.add(bytes);
    if (held.size() == 1) {
      context.channel().config().setAutoRead(false);
      strangers.readLater(() -> passHeld(context));
    }
  }

  private void passHeld(ChannelHandlerContext context) {
    if (held.isEmpty()) {
      return; // It was closed meanwhile.
    }
    while (!held.isEmpty()) {
      pass(context, held.remove());
    }
    context.fireChannelReadComplete();
    readOn(context);
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
    readOn(context);
  }

  private void readOn(ChannelHandlerContext context) {
    if (mayRead()) {
      context.channel().config().setAutoRead(true);
    }
  }

  private boolean mayRead() {
    return !isPaused && held.isEmpty();
  }
}
