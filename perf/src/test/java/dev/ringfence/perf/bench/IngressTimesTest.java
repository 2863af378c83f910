package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class IngressTimesTest {
  private static final String BEFORE = page(10, 10, 10);
  private static final String AFTER = page(60, 110, 110);

  @Test
  void shouldInterpolateBetweenTheBoundsWhenAPercentileIsAsked() {
    IngressTimes times = IngressTimes.parse(AFTER).since(IngressTimes.parse(BEFORE));

    assertEquals(100, times.count());
    assertEquals(20, times.millis(50), 1e-9);
    assertEquals(49.4, times.millis(99), 1e-9);
  }

  @Test
  void shouldSumUpFatesWhenThereAreSeveral() {
    String replayed =
        "ringfence_ingress_record_seconds_bucket{fate=\"replayed\",topic=\"t\",le=\"+Inf\"} 7\n";

    assertEquals(117, IngressTimes.parse(AFTER + replayed).count());
  }

  @Test
  void shouldBeNoNumberWhenNothingWasCounted() {
    assertTrue(Double.isNaN(IngressTimes.parse("").millis(99)));
    assertTrue(Double.isNaN(IngressTimes.parse(AFTER).since(IngressTimes.parse(AFTER)).millis(99)));
  }

  private static String page(int within20, int within50, int all) {
    String line =
        "ringfence_ingress_record_seconds_bucket{fate=\"applied\",topic=\"t\",le=\"%s\"} %d\n";
    return line.formatted("0.02", within20)
        + line.formatted("0.05", within50)
        + line.formatted("+Inf", all);
  }
}
