package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.ringfence.gateway.boot.NodeConfig.KafkaConfig;
import dev.ringfence.gateway.metrics.EventMetrics;
import dev.ringfence.gateway.metrics.MetricsPage;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

final class EventFlowTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @Test
  void shouldCloseAtOnceWhenItWasNeverStarted() {
    EventMetrics metrics = new EventMetrics(new MetricsPage(2).registry(), 2);
    EventFlow flow =
        new EventFlow(
            new KafkaConfig("127.0.0.1:1", 1, (short) 1, Optional.empty()),
            Optional.of("redis://127.0.0.1:1"),
            2,
            _ -> 0,
            new PGSimpleDataSource(),
            metrics,
            metrics,
            Optional.empty());

    assertTimeout(
        Duration.ofSeconds(3),
        () -> {
          flow.stopIntake(LIMIT);
          flow.close(LIMIT);
          flow.close(LIMIT);
        });
  }
}
