package dev.ringfence.engine.model;

import static org.junit.jupiter.api.Assertions.fail;

import dev.ringfence.engine.testing.TestSeed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * The engine beside the model, on millions of commands.
 *
 * <p>{@code -Dringfence.seed=N} repeats a run, {@code -Dringfence.model.commands=N} makes it longer
 * or shorter.
 */
class ModelTest {
  private static final long COMMANDS = Long.getLong("ringfence.model.commands", 10_000_000);
  private static final int THREADS = 2;
  private static final int LONGEST_STREAM = 20_000;

  @Test
  void shouldAgreeWithTheModelWhenStreamsAreHostile()
      throws InterruptedException, ExecutionException {
    long seed = TestSeed.get();
    AtomicLong streams = new AtomicLong();
    AtomicLong commands = new AtomicLong();
    long startNanos = System.nanoTime();

    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        runs.add(threads.submit(() -> runStreams(seed, streams, commands)));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    }

    System.out.printf(
        "Model: seeds %d to %d, %,d commands in %d ms%n",
        seed,
        seed + streams.get() - 1,
        commands.get(),
        (System.nanoTime() - startNanos) / 1_000_000);
  }

  @Test
  void shouldAgreeWithTheModelWhereItOnceDidNot() {
    // After a roll-back the refused window still held an id, which was then refused afresh.
    new Simulation(2_356_001_967L, Mishaps.none()).run(7_089);
    // The model took an order for taken whose command the store had refused: by now it is, too.
    new Simulation(3_674_797_612L, Mishaps.none()).run(14_336);
  }

  private static void runStreams(long firstSeed, AtomicLong streams, AtomicLong commands) {
    while (commands.get() < COMMANDS) {
      long seed = firstSeed + streams.getAndIncrement();
      int length = 1 + new SplittableRandom(~seed).nextInt(LONGEST_STREAM);
      try {
        new Simulation(seed, Mishaps.of(~seed)).run(length);
      } catch (AssertionError | RuntimeException difference) {
        fail(describe(seed, length), difference);
      }
      commands.addAndGet(length);
    }
  }

  /** Looks for the shortest prefix that fails: a longer one that passes can't follow it. */
  private static String describe(long seed, int length) {
    int passes = 0;
    int fails = length;
    while (fails - passes > 1) {
      int middle = (passes + fails) >>> 1;
      if (hasDifference(seed, middle)) {
        fails = middle;
      } else {
        passes = middle;
      }
    }
    return "Seed "
        + seed
        + " fails with its first "
        + fails
        + " commands; repeat it with"
        + " -Dringfence.model.commands=1 -Dringfence.seed="
        + seed;
  }

  private static boolean hasDifference(long seed, int length) {
    try {
      new Simulation(seed, Mishaps.of(~seed)).run(length);
      return false;
    } catch (AssertionError | RuntimeException difference) {
      return true;
    }
  }
}
