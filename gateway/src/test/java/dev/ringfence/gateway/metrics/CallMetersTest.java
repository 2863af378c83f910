package dev.ringfence.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CallMetersTest {
  private final MetricsPage page = new MetricsPage(1);

  @Test
  void shouldTellHowLongRefusalsTook() {
    page.callMeters().onRefused(TimeUnit.MILLISECONDS.toNanos(3));
    page.callMeters().onLoopWait(TimeUnit.MILLISECONDS.toNanos(7));

    String text = page.text();

    assertTrue(text.contains("ringfence_refusal_seconds{quantile=\"0.99\"} 0.00"), text);
    assertTrue(text.contains("ringfence_loop_wait_seconds{quantile=\"0.5\"} 0.00"), text);
  }

  @Test
  void shouldTellHowManyConnectionsAndStreamsAreOpen() {
    AtomicInteger connections = new AtomicInteger(7);
    AtomicInteger sessions = new AtomicInteger(2);
    AtomicInteger watches = new AtomicInteger(5);
    page.callMeters().showOpen(connections::get, sessions::get, watches::get);

    sessions.incrementAndGet();
    page.callMeters().onConnectionRefused();

    assertTrue(page.text().contains("ringfence_connections 7.0"), page::text);
    assertTrue(page.text().contains("ringfence_connections_refused_total 1.0"), page::text);
    assertTrue(page.text().contains("ringfence_sessions 3.0"), page::text);
    assertTrue(page.text().contains("ringfence_watches 5.0"), page::text);
  }
}
