package dev.ringfence.perf.simulation;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** Many seeds on every core, one after the other, up to the first that fails. */
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
    AtomicLong next = new AtomicLong(first);
    AtomicReference<Outcome> failure = new AtomicReference<>();
    IntStream.range(0, Runtime.getRuntime().availableProcessors())
        .parallel()
        .forEach(_ -> runNext(next, failure, tally, progress));
    return failure.get();
  }

  /** Who finds that a seed fails has taken it after all lower ones, which are done or under way. */
  private void runNext(
      AtomicLong next, AtomicReference<Outcome> failure, Tally tally, LongConsumer progress) {
    while (failure.get() == null) {
      long seed = next.getAndIncrement();
      if (seed >= first + count) {
        return;
      }
      Outcome outcome = Simulation.run(Plan.of(seed).with(mutation), false);
      tally.add(outcome);
      progress.accept(seed);
      if (!outcome.isGood()) {
        failure.accumulateAndGet(outcome, SeedRange::lower);
      }
    }
  }

  private static Outcome lower(Outcome one, Outcome other) {
    return one == null || other.plan().seed() < one.plan().seed() ? other : one;
  }
}
