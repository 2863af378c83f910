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
    Outcome failure = null;
    long first = 1;

    do {
      failure = new SeedRange(first, SEEDS + 1 - first, mutation).run(tally, _ -> {});
      assertFalse(
          failure == null, () -> mutation + " was not found by its words in %s".formatted(tally));
      first = failure.plan().seed() + 1;
    } while (!failure.violation().contains(mutation.words()));

    System.out.printf("Simulation: %s is found: %s%n", mutation, failure.violation());
  }
}
