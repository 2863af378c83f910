package dev.ringfence.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.kafka.Fate;
import dev.ringfence.gateway.kafka.IngressStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MetricsPageTest {
  @Test
  void shouldSayWhatEachOfOurMetricsIs() {
    try (MetricsPage page = new MetricsPage(1)) {
      var _ = new EventMetrics(page.registry(), 1);
      var _ = new TapeMeters(page.registry(), 1);
      tellAll(new IngressMeters(page.registry()));

      List<String> ours =
          page.text().lines().filter(line -> line.startsWith("# HELP ringfence_")).toList();

      assertTrue(ours.size() > 40, () -> "Only " + ours);
      assertEquals(
          List.of(), ours.stream().filter(line -> line.strip().split(" ").length < 4).toList());
    }
  }

  private static void tellAll(IngressMeters meters) {
    meters.onStatus(IngressStatus.IDLE);
    meters.onFinished("topic", Fate.APPLIED, 1);
    meters.onDeadLetter("topic", "code");
    meters.onLetterFailure("topic");
    meters.onRetry("topic");
    meters.onTransient("topic");
    meters.onLost("topic", 0);
    meters.onFailure(1, new IllegalStateException("not authorized"));
  }
}
