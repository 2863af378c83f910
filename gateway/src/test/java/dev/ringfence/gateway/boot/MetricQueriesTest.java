package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MetricQueriesTest {
  @Test
  void shouldMissWhatADashboardAsksForAndThePageLacks() {
    MetricQueries queries =
        MetricQueries.ofDashboard(
            """
            {"panels": [
              {"type": "row"},
              {"targets": [
                {"expr": "sum(rate(ringfence_good_total{job=~\\"$job\\"}[1m]))"},
                {"expr": "jvm_gone{area=\\"heap\\"} / ringfence_good_total{kind=\\"BAD\\"}"}]}]}
            """);

    List<String> missing = queries.missingOn("ringfence_good_total{kind=\"GOOD\"} 1.0\n");

    assertEquals(List.of("jvm_gone{area=\"heap\"}", "ringfence_good_total{kind=\"BAD\"}"), missing);
  }
}
