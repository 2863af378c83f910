package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LoadRoundTest {
  /** A server that was killed has given no wrong answer. */
  @Test
  void shouldTellAServerThatStopsAnsweringFromAWrongAnswer() {
    Workload workload =
        new Workload(Mix.RESERVE, new int[] {0}, new Expectations(1, 1), "t", new AtomicLong());
    Scenario scenario =
        new Scenario("test", "test", Mode.UNARY, Mix.RESERVE, Keys.ONE, new Rate(1_000));
    try (Retries retries = new Retries()) {
      LoadRound round =
          new LoadRound(
              scenario,
              workload,
              List.of(new Silent()),
              8,
              Duration.ofMillis(100),
              Duration.ofMillis(50),
              retries,
              RoundTimes.NONE);

      UnreachableException stopped = assertThrows(UnreachableException.class, round::run);

      assertTrue(stopped.getMessage().contains("8 requests"), stopped::getMessage);
    }
  }

  private static final class Silent implements Link {
    @Override
    public void send(Exchange exchange) {}

    @Override
    public void close() {}
  }
}
