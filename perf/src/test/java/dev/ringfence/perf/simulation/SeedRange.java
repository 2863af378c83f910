package dev.ringfence.perf.simulation;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/** Many seeds, one after the other on every core, up to the first that fails. */
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
   * @return the failure, or null if there was none
   */
  Outcome run(Tally tally, LongConsumer progress) {
    AtomicReference<Outcome> failure = new AtomicReference<>();
    LongStream.range(first, first + count)
        .parallel()
        .filter(_ -> failure.get() == null)
        .forEach(
            seed -> {
              Outcome outcome = Simulation.run(Plan.of(seed).with(mutation), false);
              tally.add(outcome);
              if (!outcome.isGood()) {
                failure.compareAndSet(null, outcome);
              }
              progress.accept(seed);
            });
    return failure.get();
  }
}
