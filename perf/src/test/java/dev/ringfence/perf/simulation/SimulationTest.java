package dev.ringfence.perf.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.testing.TestSeed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final long SEEDS = Long.getLong("ringfence.simulation.seeds", 2_000);
  private static final long FIRST = TestSeed.get();
  private static final int ENOUGH_FOR_COVERAGE = 2_000;

  @BeforeAll
  static void quiet() {
    Quiet.on();
  }

  @Test
  void shouldKeepEveryPromiseWhateverFails() {
    Tally tally = new Tally();
    long startNanos = System.nanoTime();
    System.out.printf("Simulation: seeds %d to %d%n", FIRST, FIRST + SEEDS - 1);

    Outcome failure = new SeedRange(FIRST, SEEDS, Mutation.NONE).run(tally, _ -> {});

    System.out.printf(
        "Simulation: %s; in %d s%n",
        tally, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos));
    assertNull(failure, () -> new FailureReport(failure).text());
    if (SEEDS >= ENOUGH_FOR_COVERAGE) {
      List<String> never = new ArrayList<>(CrashPoints.ALL);
      never.removeAll(tally.crashes().keySet());
      assertEquals(List.of(), never, "no process was killed there");
      assertTrue(tally.failedPercent() >= 20, tally::toString);
      assertTrue(tally.liedPercent() >= 5, tally::toString);
    }
  }

  @Test
  void shouldDoTheSameAgainWhenTheSeedIsTheSame() {
    for (long seed = FIRST; seed < FIRST + 5; seed++) {
      Outcome once = Simulation.run(Plan.of(seed), true);
      Outcome again = Simulation.run(Plan.of(seed), true);

      assertEquals(once.trace(), again.trace(), "seed " + seed);
      assertEquals(once.digest(), again.digest(), "seed " + seed);
      assertFalse(once.faults().isEmpty(), "seed " + seed);
    }
  }

  @Test
  void shouldMakeAFailureSmallerWhenOneIsFound() {
    Outcome failure = new SeedRange(1, 50, Mutation.CURSOR_BEFORE_FLUSH).run(new Tally(), _ -> {});

    Plan small = Shrinker.shrink(failure);
    Outcome outcome = Simulation.run(small, true);

    assertFalse(outcome.isGood());
    assertTrue(small.commands() <= failure.plan().commands() / 2, small::toString);
    assertTrue(outcome.faults().size() < failure.faults().size() / 2, outcome::toString);
  }
}
