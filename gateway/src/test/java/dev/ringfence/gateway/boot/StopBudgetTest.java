package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class StopBudgetTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void shouldKeepWhatTheRestNeeds() {
    Duration given = new StopBudget(MINUTE).allBut(Duration.ofSeconds(20));

    assertTrue(given.compareTo(Duration.ofSeconds(40)) <= 0, given::toString);
    assertTrue(given.compareTo(Duration.ofSeconds(30)) > 0, given::toString);
  }

  @Test
  void shouldGiveNothingWhenNothingIsLeft() {
    assertEquals(Duration.ZERO, new StopBudget(MINUTE).allBut(MINUTE.plusSeconds(1)));
    assertEquals(Duration.ZERO, new StopBudget(MINUTE).atMost(MINUTE, MINUTE.plusSeconds(1)));
  }

  @Test
  void shouldGiveNoMoreThanTheLimitWhenMuchIsLeft() {
    assertEquals(
        Duration.ofSeconds(2), new StopBudget(MINUTE).atMost(Duration.ofSeconds(2), Duration.ZERO));
  }
}
