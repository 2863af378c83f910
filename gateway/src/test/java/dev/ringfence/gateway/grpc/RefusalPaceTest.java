package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RefusalPaceTest {
  private static final long NOW_NANOS = 1_000_000_000;
  private static final int BURST = 256;

  private final RefusalPace pace = new RefusalPace(NOW_NANOS);

  @BeforeEach
  void open() {
    RefusalPace.CURRENT.set(pace);
  }

  @AfterEach
  void close() {
    RefusalPace.CURRENT.remove();
  }

  @Test
  void shouldNotPauseWhileFewAreRefused() {
    refuse(BURST);

    assertEquals(0, pace.pauseNanos(NOW_NANOS));
  }

  @Test
  void shouldPauseForAsLongAsTheRefusalsBeyondTheBurstMayTake() {
    refuse(BURST + 100);

    assertEquals(TimeUnit.MILLISECONDS.toNanos(5), pace.pauseNanos(NOW_NANOS));
    assertEquals(
        TimeUnit.MILLISECONDS.toNanos(2),
        pace.pauseNanos(NOW_NANOS + TimeUnit.MILLISECONDS.toNanos(3)));
  }

  @Test
  void shouldNeverPauseForLong() {
    refuse(1_000_000);

    assertEquals(TimeUnit.MILLISECONDS.toNanos(50), pace.pauseNanos(NOW_NANOS));
  }

  @Test
  void shouldNotCountWhereThereIsNoEventLoop() {
    RefusalPace.CURRENT.remove();

    RefusalPace.count();

    assertEquals(0, pace.refused());
  }

  @Test
  void shouldLeaveAConnectionAloneAndComeBackWhenMuchOfItIsRefused() {
    EmbeddedChannel connection =
        new EmbeddedChannel(new PacedReading(), new ReadsOn(), new Refuses());

    connection.writeInbound(asking(BURST));
    assertTrue(connection.config().isAutoRead());

    connection.writeInbound(asking(10_000));
    assertFalse(connection.config().isAutoRead());

    connection.advanceTimeBy(1, TimeUnit.SECONDS);
    connection.runScheduledPendingTasks();
    assertTrue(connection.config().isAutoRead());
    assertFalse(connection.finish());
  }

  private static void refuse(int count) {
    for (int number = 0; number < count; number++) {
      RefusalPace.count();
    }
  }

  private static ByteBuf asking(int calls) {
    return Unpooled.copyInt(calls);
  }

  /** As HTTP/2 does, whatever its channel is set to. */
  private static final class ReadsOn extends ChannelInboundHandlerAdapter {
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.read();
      context.fireChannelReadComplete();
    }
  }

  private static final class Refuses extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      ByteBuf asked = (ByteBuf) bytes;
      refuse(asked.readInt());
      asked.release();
    }
  }
}
