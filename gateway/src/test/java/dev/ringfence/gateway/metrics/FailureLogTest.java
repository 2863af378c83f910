package dev.ringfence.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class FailureLogTest {
  private static final long SECOND = 1_000_000_000;

  private long nowNanos;
  private final Logger logger = (Logger) LoggerFactory.getLogger(FailureLog.class);
  private final Lines lines = new Lines();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final PrometheusEngineMetrics metrics =
      new PrometheusEngineMetrics(2, registry, () -> nowNanos);

  @BeforeEach
  void listen() {
    lines.setContext(logger.getLoggerContext());
    lines.start();
    logger.setAdditive(false);
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
  }

  @Test
  void shouldLogTheStackTraceAndCountWhenAShardMeetsAFault() {
    metrics.onFault(1, new StackOverflowError("as the test wants it"));

    ILoggingEvent line = lines.events.getFirst();
    assertTrue(line.getFormattedMessage().startsWith("Shard 1 met a fault"));
    assertEquals("as the test wants it", line.getThrowableProxy().getMessage());
    assertTrue(line.getThrowableProxy().getStackTraceElementProxyArray().length > 0);
    assertEquals(1, count("ringfence.faults", "1"));
    assertEquals(0, count("ringfence.faults", "0"));
  }

  @Test
  void shouldLogOneLinePerSecondAndKindWhenFailuresPour() {
    for (int failure = 0; failure < 1_000; failure++) {
      metrics.onSinkFailure(0, new IllegalStateException("failure " + failure));
    }
    metrics.onFault(0, new IllegalStateException("fault"));
    nowNanos += SECOND - 1;
    metrics.onSinkFailure(1, new IllegalStateException("early"));
    nowNanos += 1;
    metrics.onSinkFailure(1, new IllegalStateException("late"));

    assertEquals(
        List.of(
            "A reply of shard 0 could not be handed over (0 more since the last line)",
            "Shard 0 met a fault and fences itself (0 more since the last line)",
            "A reply of shard 1 could not be handed over (1000 more since the last line)"),
        lines.events.stream().map(ILoggingEvent::getFormattedMessage).toList());
    assertEquals(1_000, count("ringfence.sink.failures", "0"));
    assertEquals(2, count("ringfence.sink.failures", "1"));
  }

  @Test
  void shouldNeverThrowIntoTheShardWhenTheLogIsBroken() {
    lines.broken = true;

    assertDoesNotThrow(() -> metrics.onFault(0, new IllegalStateException("fault")));

    assertEquals(1, count("ringfence.faults", "0"));
  }

  private double count(String name, String shard) {
    return registry.get(name).tag("shard", shard).counter().count();
  }

  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final List<ILoggingEvent> events = new ArrayList<>();
    private boolean broken;

    @Override
    protected void append(ILoggingEvent event) {
      if (broken) {
        throw new OutOfMemoryError("as the test wants it");
      }
      events.add(event);
    }
  }
}
