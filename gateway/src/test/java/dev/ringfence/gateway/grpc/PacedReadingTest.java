package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.SessionAnswer;
import dev.ringfence.gateway.validation.Violation;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PacedReadingTest {
  private static final long NOW_NANOS = 1_000_000_000;
  private static final int BURST = 256;

  private final Refusals refusals = new Refusals(NOW_NANOS);

  @BeforeEach
  void open() {
    Refusals.CURRENT.set(refusals);
  }

  @AfterEach
  void close() {
    Refusals.CURRENT.remove();
  }

  @Test
  void shouldNotPauseWhileFewAreRefused() {
    refuse(BURST);

    assertEquals(0, refusals.pauseNanos(NOW_NANOS));
  }

  @Test
  void shouldPauseForAsLongAsTheRefusalsBeyondTheBurstMayTake() {
    refuse(BURST + 100);

    assertEquals(TimeUnit.MILLISECONDS.toNanos(5), refusals.pauseNanos(NOW_NANOS));
    assertEquals(
        TimeUnit.MILLISECONDS.toNanos(2),
        refusals.pauseNanos(NOW_NANOS + TimeUnit.MILLISECONDS.toNanos(3)));
  }

  @Test
  void shouldNeverPauseForLong() {
    refuse(1_000_000);

    assertEquals(TimeUnit.MILLISECONDS.toNanos(50), refusals.pauseNanos(NOW_NANOS));
  }

  @Test
  void shouldForgetAFloodSoonAfterItsEnd() {
    refuse(1_000_000);
    assertTrue(refusals.pauseNanos(NOW_NANOS) > 0);

    refuse(1);

    assertEquals(0, refusals.pauseNanos(NOW_NANOS + TimeUnit.SECONDS.toNanos(2)));
  }

  @Test
  void shouldReadLittleAtATimeWhileManyAreRefused() {
    // Its window never ends, however long this test is kept from running.
    Refusals.CURRENT.set(new Refusals(System.nanoTime() + TimeUnit.HOURS.toNanos(1)));
    assertEquals(ReadSize.USUAL_BYTES, nextRead());

    refuse(1_000);
    assertEquals(ReadSize.REFUSING_BYTES, nextRead());
  }

  @Test
  void shouldReadLittleAtATimeOfStrangers() {
    boolean[] isStrangers = {true};
    var handle = new ReadSize(() -> isStrangers[0]).newHandle();
    assertEquals(ReadSize.STRANGERS_BYTES, handle.guess());

    isStrangers[0] = false;
    assertEquals(ReadSize.USUAL_BYTES, handle.guess());
  }

  @Test
  void shouldTellManyRefusalsFromSomebodysMistakes() {
    refuse(10);
    assertFalse(refusals.areMany(afterMillis(50)));

    refuse(100);
    assertTrue(refusals.areMany(afterMillis(60)));
    assertTrue(refusals.areMany(afterMillis(110)), "the window before");
    assertTrue(refusals.areMany(afterMillis(190)));
    assertFalse(refusals.areMany(afterMillis(230)));
  }

  @Test
  void shouldForgetRefusalsOfLongAgo() {
    refuse(1_000);

    assertFalse(refusals.areMany(afterMillis(5_000)));
  }

  @Test
  void shouldNotCountWhereThereIsNoEventLoop() {
    Refusals.CURRENT.remove();

    Refusals.count(ErrorReason.SHARD_BUSY);

    assertEquals(0, refusals.count());
  }

  @Test
  void shouldLeaveAConnectionAloneAndComeBackWhenMuchOfItIsRefused() {
    EmbeddedChannel connection =
        new EmbeddedChannel(
            new PacedReading(() -> false), new ReadsOn(), new Refuses(ErrorReason.SHARD_BUSY));

    connection.writeInbound(asking(BURST));
    assertTrue(connection.config().isAutoRead());

    connection.writeInbound(asking(10_000));
    assertFalse(connection.config().isAutoRead());

    connection.advanceTimeBy(1, TimeUnit.SECONDS);
    connection.runScheduledPendingTasks();
    assertTrue(connection.config().isAutoRead());
    assertFalse(connection.finish());
  }

  @Test
  void shouldLeaveWhoeverIsToBlameAloneForLonger() {
    assertTrue(readsAgainAfterTwentyMillis(ErrorReason.SHARD_BUSY));
    assertFalse(readsAgainAfterTwentyMillis(ErrorReason.CLIENT_TOO_FAST));
  }

  @Test
  void shouldCountWhatIsRefusedInSessionsAndBatches() {
    CorrelatedReply place =
        new CorrelatedReply(7) {
          @Override
          void deliver(SessionAnswer answer) {}
        };

    place.fail(ErrorReason.SHARD_BUSY);
    place.refuse(List.of(new Violation("amount", "must be positive")));

    assertEquals(2, refusals.count());
    assertEquals(1, refusals.faults());
  }

  private static boolean readsAgainAfterTwentyMillis(ErrorReason reason) {
    Refusals.CURRENT.set(new Refusals(System.nanoTime()));
    EmbeddedChannel connection =
        new EmbeddedChannel(new PacedReading(() -> false), new ReadsOn(), new Refuses(reason));
    connection.freezeTime();

    connection.writeInbound(asking(BURST + 100));
    assertFalse(connection.config().isAutoRead());

    connection.advanceTimeBy(20, TimeUnit.MILLISECONDS);
    connection.runScheduledPendingTasks();
    boolean reads = connection.config().isAutoRead();
    assertFalse(connection.finish());
    return reads;
  }

  private static int nextRead() {
    return new ReadSize(() -> false).newHandle().guess();
  }

  private static long afterMillis(int millis) {
    return NOW_NANOS + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static void refuse(int count) {
    refuse(ErrorReason.SHARD_BUSY, count);
  }

  private static void refuse(ErrorReason reason, int count) {
    for (int number = 0; number < count; number++) {
      Refusals.count(reason);
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
    private final ErrorReason reason;

    Refuses(ErrorReason reason) {
      this.reason = reason;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      ByteBuf asked = (ByteBuf) bytes;
      refuse(reason, asked.readInt());
      asked.release();
    }
  }
}
