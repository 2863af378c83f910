package dev.ringfence.perf.jmh;

import com.sun.management.ThreadMXBean;
import dev.ringfence.engine.state.WindowSizes;
import dev.ringfence.perf.report.Median;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The benchmarks of the engine for those who can't wait for JMH: the same loops, in this process,
 * for a few seconds.
 */
public final class DecisionSpeed {
  private static final int ACCOUNTS = 100_000;
  private static final int ORDERS_APART = 1_000;
  private static final int BATCH = 512;
  private static final int SLOTS = 2_048;
  private static final int ROUNDS = 5;
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /** Until then the code is compiled, and objects that never leave a method are no longer made. */
  private static final int WARM_UP_COMMANDS = 600_000;

  private static final int WARM_UP_LIFECYCLE = 1_500_000;
  private static final int COUNTED_COMMANDS = 200_000;

  /** What a window remembers is allocated once, while it fills. */
  private static final WindowSizes SOON_FULL = new WindowSizes(8_192, 8_192, 8_192);

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private DecisionSpeed() {}

  /**
   * What was found.
   *
   * @param perSecond reserves, amendments, fills and releases over 100,000 accounts, on one thread
   * @param bytesEach what one command of a kind allocates
   */
  public record Result(Median perSecond, Map<EngineCommands.Kind, Double> bytesEach) {
    public Result {
      bytesEach = new EnumMap<>(bytesEach);
    }
  }

  /** Takes about four seconds. */
  public static Result measure() {
    DecisionSpeed speed = new DecisionSpeed();
    Map<EngineCommands.Kind, Double> bytes = new EnumMap<>(EngineCommands.Kind.class);
    Median perSecond = speed.lifecycle();
    for (EngineCommands.Kind kind : EngineCommands.Kind.values()) {
      bytes.put(kind, speed.bytesOf(kind));
    }
    return new Result(perSecond, bytes);
  }

  private Median lifecycle() {
    EngineLifecycle benchmark = new EngineLifecycle();
    benchmark.accounts = ACCOUNTS;
    benchmark.ordersApart = ORDERS_APART;
    benchmark.batch = BATCH;
    benchmark.build();
    for (int done = 0; done < WARM_UP_LIFECYCLE; done += SLOTS) {
      benchmark.fill();
      benchmark.decideAndApply();
    }
    double[] perSecond = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      perSecond[round] = rate(benchmark, ROUND_NANOS);
    }
    return Median.of(perSecond);
  }

  /** Filling the slots is not counted, as producers do it on threads of their own. */
  private static double rate(EngineLifecycle benchmark, long nanos) {
    long counted = 0;
    long invocations = 0;
    while (counted < nanos) {
      benchmark.fill();
      long startNanos = System.nanoTime();
      benchmark.decideAndApply();
      counted += System.nanoTime() - startNanos;
      invocations++;
    }
    return invocations * SLOTS * 1e9 / counted;
  }

  private double bytesOf(EngineCommands.Kind kind) {
    EngineCommands benchmark = new EngineCommands();
    benchmark.kind = kind;
    benchmark.windows = SOON_FULL;
    benchmark.build();
    bytes(benchmark, WARM_UP_COMMANDS);
    return bytes(benchmark, COUNTED_COMMANDS);
  }

  private double bytes(EngineCommands benchmark, int count) {
    long allocated = 0;
    int commands = 0;
    while (commands < count) {
      benchmark.fill();
      long before = threads.getCurrentThreadAllocatedBytes();
      benchmark.decideAndApply();
      allocated += threads.getCurrentThreadAllocatedBytes() - before;
      commands += SLOTS;
    }
    return (double) allocated / commands;
  }
}
