package dev.ringfence.perf.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class SeriesTest {
  @Test
  void shouldTakeTheMiddleAndTellTheSpread() {
    assertEquals(new Median(3, 1, 9), Median.of(9, 1, 3));
    assertEquals(new Median(2.5, 1, 9), Median.of(9, 1, 3, 2));
    assertThrows(IllegalArgumentException.class, Median::of);
  }

  @Test
  void shouldCompareRoundByRound() {
    Series first = new Series("a", List.of(round(1_000), round(100), round(900)), List.of());
    Series rival = new Series("b", List.of(round(100), round(20), round(30)), List.of());

    Median ratio =
        new Comparison("n", "t", false, "m", List.of(first, rival))
            .ratio(rival, Round::answersPerSecond);

    assertEquals(new Median(10, 5, 30), ratio);
  }

  @Test
  void shouldTakeTheMedianOfEveryMoment() {
    Series series = new Series("a", List.of(round(1, 2), round(3, 9, 5), round(2, 4)), List.of());

    assertArrayEquals(new double[] {20, 40}, series.timeline(), 1e-9);
  }

  @Test
  void shouldAddUpTheLatenciesOfAllRounds() {
    Series series = new Series("a", List.of(round(1), round(2)), List.of());

    assertEquals(2, series.latency().getTotalCount());
  }

  /** Not of the rounds' percentiles, which are 1, 1 and 300 ms. */
  @Test
  void shouldTakePercentilesOfTheRequestsOfAllRounds() {
    Round stalled = round(1);
    stalled.latency().recordValue(300_000_000);
    Series series = new Series("a", List.of(round(1), stalled, round(1)), List.of());

    assertEquals(1, series.latencyMillis(50), 0.01);
    assertEquals(300, series.latencyMillis(99), 1);
    assertEquals(
        Double.NaN,
        new Series("b", List.of(round(1).withLatency(new Histogram(3))), List.of())
            .latencyMillis(99));
  }

  private static Round round(long... buckets) {
    Histogram latency = new Histogram(3);
    latency.recordValue(1_000_000);
    List<Long> counts = Arrays.stream(buckets).boxed().toList();
    long sum = counts.stream().mapToLong(Long::longValue).sum();
    return new Round(1, sum, 0, 0, 0, 0, 0, counts, latency);
  }
}
