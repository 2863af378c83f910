package dev.ringfence.gateway.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.journal.relay.Topics;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class RecordFlowTest {
  private static final IngressConfig CONFIG = IngressConfig.DEFAULTS.withBounds(100, 2);

  private final FakeRing ring = new FakeRing();
  private final PartitionWindow window =
      new PartitionWindow(new TopicPartition(Topics.DEPOSITS, 0));
  private long nowNanos;
  private final RecordFlow flow =
      new RecordFlow(
          ring,
          () -> {
            throw new IllegalStateException("there are no dead letters here");
          },
          CONFIG,
          new IngressMetrics() {},
          InstantSource.system(),
          () -> nowNanos,
          _ -> {},
          () -> {});
  private long nextOffset;

  @Test
  void shouldPutNoMoreIntoTheRingsThanTheLimit() {
    take("a");
    take("b");
    take("c");
    flow.turn();
    assertEquals(List.of("a", "b"), ring.waiting());

    flow.turn();
    assertEquals(List.of("a", "b"), ring.waiting());

    ring.accept("a");
    flow.turn();
    assertEquals(List.of("b", "c"), ring.waiting());
    assertEquals(2, flow.inFlight());
  }

  @Test
  void shouldTryAgainInTheOrderInWhichTheyAreDue() {
    take("refused");
    take("unknown");
    flow.turn();
    ring.refuse("refused", Reason.ACCOUNT_NOT_FOUND);
    flow.turn();
    ring.fail("unknown", Failure.UNKNOWN);
    flow.turn();
    assertEquals(
        TimeUnit.MILLISECONDS.toNanos(CONFIG.transientInitialMillis()),
        flow.nanosUntilDue(TimeUnit.SECONDS.toNanos(5)));

    nowNanos += TimeUnit.MILLISECONDS.toNanos(CONFIG.transientInitialMillis());
    flow.turn();
    assertEquals(List.of("unknown"), ring.waiting());

    nowNanos += TimeUnit.MILLISECONDS.toNanos(CONFIG.retryPauseMillis());
    flow.turn();
    assertEquals(List.of("unknown", "refused"), ring.waiting());
  }

  private void take(String eventId) {
    flow.take(
        new ConsumerRecord<>(
            Topics.DEPOSITS, 0, nextOffset++, Events.key(1), Events.deposit(1, eventId, "1")),
        window);
  }
}
