package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringfence.perf.report.Round;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class FloodTest {
  /** Wrapped by the future it was a defect of the bench, with a stack trace. */
  @Test
  void shouldFailByWhatTheNeighbourFound() {
    for (RuntimeException found :
        List.of(new WrongAnswerException("wrong"), new UnreachableException("away"))) {
      CompletableFuture<Round> neighbour =
          CompletableFuture.supplyAsync(
              () -> {
                throw found;
              });

      assertSame(found, assertThrows(found.getClass(), () -> Flood.outcome(neighbour)));
    }
  }

  @Test
  void shouldSeeAStallInOneRoundOfThree() {
    assertEquals(300, Flood.p99(List.of(round(0), round(300), round(0))), 1);
  }

  private static Round round(int stalled) {
    Histogram latency = new Histogram(3);
    latency.recordValueWithCount(1_000_000, 1_000L - stalled);
    latency.recordValueWithCount(300_000_000, stalled);
    return new Round(1, 1_000, 0, 0, 0, 0, 0, List.of(), latency);
  }
}
