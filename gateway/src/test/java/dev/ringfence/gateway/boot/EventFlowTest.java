package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.ringfence.gateway.boot.NodeConfig.KafkaConfig;
import dev.ringfence.gateway.http.HealthReport.Check;
import dev.ringfence.gateway.kafka.IngressConfig;
import dev.ringfence.gateway.kafka.IngressMetrics;
import dev.ringfence.gateway.kafka.KafkaIngress;
import dev.ringfence.gateway.metrics.EventMetrics;
import dev.ringfence.gateway.metrics.MetricsPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.LoggerFactory;

final class EventFlowTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final EventMetrics metrics = new EventMetrics(new MetricsPage(2).registry(), 2);

  @TempDir private Path folder;

  @Test
  void shouldCloseAtOnceWhenItWasNeverStarted() {
    EventFlow flow = flow(KafkaConnection.to("127.0.0.1:1"), Optional.empty());

    assertTimeout(
        Duration.ofSeconds(3),
        () -> {
          flow.stopIntake(LIMIT);
          flow.close(LIMIT);
          flow.close(LIMIT);
        });
  }

  @Test
  void shouldSayAgainWhyItWaitsWhenTheReasonChanges() throws Exception {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
          }
        };
    appender.start();
    Logger logger = (Logger) LoggerFactory.getLogger(EventFlow.class);
    logger.addAppender(appender);
    Path truststore = folder.resolve("trust.p12");
    SortedMap<String, String> login = new TreeMap<>();
    login.put("security.protocol", "SSL");
    login.put("ssl.truststore.type", "PKCS12");
    login.put("ssl.truststore.location", truststore.toString());
    login.put("ssl.truststore.password", "hunter2");
    EventFlow flow = flow(new KafkaConnection("127.0.0.1:1", login), Optional.empty());
    try {
      flow.start();
      String missing = lines.poll(10, TimeUnit.SECONDS);
      Files.write(truststore, new byte[] {1, 2, 3});
      String broken = lines.poll(10, TimeUnit.SECONDS);

      assertTrue(String.valueOf(missing).contains("trust.p12"), missing);
      assertNotNull(broken);
      assertNotEquals(missing, broken);
      assertFalse((missing + broken).contains("hunter2"));
    } finally {
      logger.detachAppender(appender);
      flow.close(LIMIT);
    }
  }

  @Test
  void shouldSayThatAPartHasDied() throws Exception {
    KafkaIngress ingress =
        new KafkaIngress(
            () -> {
              throw new AssertionError("a defect that ends the thread");
            },
            () -> new MockProducer<>(),
            (_, _) -> {
              throw new AssertionError("nothing was read");
            },
            () -> true,
            IngressConfig.DEFAULTS,
            IngressMetrics.NONE,
            InstantSource.system());
    EventFlow flow = flow(KafkaConnection.to("127.0.0.1:1"), Optional.of(ingress));
    assertEquals(List.of(), flow.deathNotices());

    ingress.start();

    long endNanos = System.nanoTime() + LIMIT.toNanos();
    while (flow.deathNotices().isEmpty() && System.nanoTime() - endNanos < 0) {
      Thread.onSpinWait();
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
