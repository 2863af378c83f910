package dev.ringfence.journal.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(100, 1_000, RandomGenerator.getDefault());

  @Test
  void shouldDoubleUpToTheLongestPauseWhenFailuresGoOn() {
    for (long ceiling : new long[] {100, 200, 400, 800, 1_000, 1_000}) {
      long pause = backoff.nextNanos();
      assertTrue(pause >= ceiling / 2 && pause <= ceiling, pause + " of " + ceiling);
    }
    assertEquals(6, backoff.attempts());
  }

  @Test
  void shouldStartAgainWhenItWorked() {
    backoff.nextNanos();
    backoff.nextNanos();

    backoff.reset();

    assertEquals(0, backoff.attempts());
    assertTrue(backoff.nextNanos() <= 100);
  }
}
