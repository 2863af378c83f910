package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StrangersTest {
  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final List<String> read = new ArrayList<>();
  private long nowNanos;
  private long costMillis = 3;

  @BeforeEach
  void open() {
    loop.freezeTime();
    Strangers.CURRENT.set(new Strangers(loop.eventLoop(), () -> nowNanos));
  }

  @AfterEach
  void close() {
    Strangers.CURRENT.remove();
    assertFalse(loop.finish());
  }

  @Test
  void shouldRestAfterEachForAsLongAsItTook() {
    EmbeddedChannel second = stranger("second");
    EmbeddedChannel third = stranger("third");

    send(stranger("first"));
    send(second);
    send(third);
    assertEquals(List.of("first"), read);
    assertFalse(second.config().isAutoRead());

    pass(2);
    assertEquals(List.of("first"), read);
    pass(1);
    assertEquals(List.of("first", "second"), read);
    assertTrue(second.config().isAutoRead());
    assertFalse(third.config().isAutoRead());

    pass(2);
    assertEquals(List.of("first", "second"), read);
    pass(1);
    assertEquals(List.of("first", "second", "third"), read);
  }

  @Test
  void shouldLeaveNobodyWaitingWhenThereWasARest() {
    send(stranger("first"));
    pass(3);

    send(stranger("second"));

    assertEquals(List.of("first", "second"), read);
  }

  @Test
  void shouldNeverLetThoseWaitWhoAreKnown() {
    send(stranger("first"));

    send(connection("known", false));

    assertEquals(List.of("first", "known"), read);
  }

  @Test
  void shouldReadWhatCameMeanwhileInItsOrder() {
    EmbeddedChannel talkative = stranger("talkative");
    send(stranger("first"));

    send(talkative);
    send(talkative);
    pass(3);

    assertEquals(List.of("first", "talkative", "talkative"), read);
    assertTrue(talkative.config().isAutoRead());
  }

  @Test
  void shouldForgetThoseWhoLeave() {
    EmbeddedChannel leaving = stranger("leaving");
    send(stranger("first"));
    ByteBuf unread = send(leaving);
    send(stranger("third"));

    assertFalse(leaving.finish());
    assertEquals(0, unread.refCnt());

    pass(3);
    pass(0);
    assertEquals(List.of("first", "third"), read);
  }

  @Test
  void shouldNotRestForAsLongAsItStoodStill() {
    costMillis = 5_000;
    send(stranger("first"));

    send(stranger("second"));
    pass(20);

    assertEquals(List.of("first", "second"), read);
  }

  private EmbeddedChannel stranger(String name) {
    return connection(name, true);
  }

  private EmbeddedChannel connection(String name, boolean isStrangers) {
    return new EmbeddedChannel(new PacedReading(() -> isStrangers), new TakesTime(name));
  }

  private static ByteBuf send(EmbeddedChannel connection) {
    ByteBuf bytes = Unpooled.copyInt(1);
    var _ = connection.writeOneInbound(bytes);
    connection.flushInbound();
    return bytes;
  }

  private void pass(long millis) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    loop.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    loop.runScheduledPendingTasks();
  }

  private final class TakesTime extends ChannelInboundHandlerAdapter {
    private final String name;

    TakesTime(String name) {
      this.name = name;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      nowNanos += TimeUnit.MILLISECONDS.toNanos(costMillis);
      read.add(name);
      ((ByteBuf) bytes).release();
    }
  }
}
