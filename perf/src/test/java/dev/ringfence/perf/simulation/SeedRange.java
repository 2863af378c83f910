package dev.ringfence.perf.simulation;

import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/** Many seeds on every core, up to the first that fails. */
final class SeedRange {
  private final long first;
  private final long count;
  private final Mutation mutation;

  SeedRange(long first, long count, Mutation mutation) {
    this.first = first;
    this.count = count;
    this.mutation = mutation;
  }

  /**
   * Runs them.
   *
   * @param progress is told of every run that ended
   * @return the failure with the lowest seed, whatever the cores did first, or null if there was
   *     none
   */
  Outcome run(Tally tally, LongConsumer progress) {
    return LongStream.range(first, first + count)
        .parallel()
        .mapToObj(
            seed -> {
              Outcome outcome = Simulation.run(Plan.of(seed).with(mutation), false);
              tally.add(outcome);
              progress.accept(seed);
              return outcome;
            })
        .filter(outcome -> !outcome.isGood())
        .findFirst()
        .orElse(null);
  }
}
