package dev.ringfence.perf.simulation;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulation that finds nothing is worth something only if it finds what is there. */
class MutationTest {
  private static final int SEEDS = 2_000;

  @BeforeAll
  static void quiet() {
    Quiet.on();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void shouldFindTheDefectWhenOneIsPlanted(Mutation mutation) {
    Tally tally = new Tally();

    Outcome failure = new SeedRange(1, SEEDS, mutation).run(tally, _ -> {});

    assertFalse(failure == null, () -> mutation + " was not found in " + tally);
    System.out.printf("Simulation: %s is found: %s%n", mutation, failure.violation());
  }
}
