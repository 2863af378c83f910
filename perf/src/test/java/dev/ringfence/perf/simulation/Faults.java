package dev.ringfence.perf.simulation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Decides what goes wrong. The n-th decision about a kind of fault depends on seed, kind and n
 * alone, so that other faults can be taken away from a run without changing this one.
 */
final class Faults {
  private static final int MILLION = 1_000_000;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final String[] POINTS = CrashPoints.ALL.toArray(String[]::new);

  private final Plan plan;
  private final Trace trace;
  private final String favourite;
  private final int percent;
  private final Map<Fault, Integer> asked = new EnumMap<>(Fault.class);
  private final List<String> fired = new ArrayList<>();
  private final Map<String, Integer> crashes = new TreeMap<>();
  private boolean healed;
  private int journalCalls;
  private int journalFailures;
  private int journalLies;

  Faults(Plan plan, Trace trace) {
    this.plan = plan;
    this.trace = trace;
    SplittableRandom weather = new SplittableRandom(plan.seed() ^ GOLDEN);
    favourite = POINTS[weather.nextInt(POINTS.length)];
    percent = weather.nextInt(4) == 0 ? 60 + weather.nextInt(100) : 100;
  }

  /** Whether this goes wrong now. */
  boolean fires(Fault fault) {
    if (healed) {
      return false;
    }
    int number = asked.merge(fault, 1, Integer::sum);
    long mixed = (plan.seed() * 31 + fault.name().hashCode()) * GOLDEN + number;
    long dice = new SplittableRandom(mixed).nextInt(MILLION);
    if (dice >= (long) fault.perMillion() * percent / 100 || plan.calm().contains(fault)) {
      return false;
    }
    String name = fault + "#" + number;
    if (plan.spared().contains(name)) {
      return false;
    }
    fired.add(name);
    trace.add("FAULT %s", name);
    return true;
  }

  /** Whether the process is killed at this point. */
  boolean crashesAt(String point) {
    boolean crashes =
        point.equals(favourite) ? fires(Fault.CRASH_AT_FAVOURITE) : fires(Fault.CRASH);
    if (crashes) {
      this.crashes.merge(point, 1, Integer::sum);
    }
    return crashes;
  }

  /** Nothing goes wrong any more. */
  void heal() {
    healed = true;
    trace.add("All faults end");
  }

  boolean isHealed() {
    return healed;
  }

  void journalCall(boolean failed, boolean lied) {
    if (!healed) {
      journalCalls++;
      journalFailures += failed ? 1 : 0;
      journalLies += lied ? 1 : 0;
    }
  }

  int journalCalls() {
    return journalCalls;
  }

  int journalFailures() {
    return journalFailures;
  }

  int journalLies() {
    return journalLies;
  }

  List<String> fired() {
    return fired;
  }

  Map<String, Integer> crashes() {
    return crashes;
  }
}
