package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.ringfence.gateway.boot.NodeConfig.KafkaConfig;
import dev.ringfence.gateway.http.HealthReport.Check;
import dev.ringfence.gateway.kafka.KafkaIngress;
import dev.ringfence.gateway.metrics.EventMetrics;
import dev.ringfence.gateway.metrics.MetricsPage;
import dev.ringfence.gateway.testing.UnreadIngress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

final class EventFlowTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final EventMetrics metrics = new EventMetrics(new MetricsPage(2).registry(), 2);

  @Test
  void shouldCloseAtOnceWhenItWasNeverStarted() {
    EventFlow flow = flow(KafkaConnection.to("127.0.0.1:1"), Optional.empty());

    assertTimeout(
        LIMIT.dividedBy(2),
        () -> {
          flow.stopIntake(LIMIT);
          flow.close(LIMIT);
          flow.close(LIMIT);
        });
  }

  @Test
  void shouldSayThatAPartHasDied() throws Exception {
    KafkaIngress ingress =
        UnreadIngress.connecting(
            () -> {
              throw new AssertionError("a defect that ends the thread");
            });
    EventFlow flow = flow(KafkaConnection.to("127.0.0.1:1"), Optional.of(ingress));
    assertEquals(List.of(), flow.deathNotices());

    ingress.start();

    long endNanos = System.nanoTime() + LIMIT.toNanos();
    while (flow.deathNotices().isEmpty() && System.nanoTime() - endNanos < 0) {
      Thread.sleep(1);
    }
    Check notice = flow.deathNotices().getFirst();
    assertEquals("ingress", notice.name());
    assertFalse(notice.isGood());
    flow.stopIntake(LIMIT);
    assertEquals(List.of(), flow.deathNotices(), "a stop is no death");
  }

  private EventFlow flow(KafkaConnection connection, Optional<KafkaIngress> ingress) {
    return new EventFlow(
        new KafkaConfig(connection, 1, (short) 1, Optional.empty()),
        Optional.of("redis://127.0.0.1:1"),
        2,
        _ -> 0,
        new PGSimpleDataSource(),
        metrics,
        metrics,
        ingress);
  }
}
