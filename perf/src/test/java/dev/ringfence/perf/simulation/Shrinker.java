package dev.ringfence.perf.simulation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Takes away from a failing plan what it does not need to fail. */
final class Shrinker {
  private static final int MAX_RUNS = 600;

  private Plan best;
  private Outcome failure;
  private int runs;

  private Shrinker(Outcome failure) {
    best = failure.plan();
    this.failure = failure;
  }

  /** A smaller plan that fails, too; perhaps for another reason. */
  static Plan shrink(Outcome failure) {
    Shrinker shrinker = new Shrinker(failure);
    shrinker.dropCommands();
    shrinker.dropKinds();
    shrinker.dropFaults();
    shrinker.dropCommands();
    return shrinker.best;
  }

  private boolean fails(Plan plan) {
    if (runs == MAX_RUNS) {
      return false;
    }
    runs++;
    Outcome outcome = Simulation.run(plan, false);
    if (outcome.isGood()) {
      return false;
    }
    best = plan;
    failure = outcome;
    return true;
  }

  private void dropCommands() {
    for (int step = best.commands() / 2; step > 0; step /= 2) {
      while (best.commands() > step && fails(best.withCommands(best.commands() - step))) {
        // As long as it fails, it is asked for less.
      }
    }
  }

  private void dropKinds() {
    for (Fault kind : EnumSet.allOf(Fault.class)) {
      fails(best.without(kind));
    }
  }

  private void dropFaults() {
    for (int chunk = Math.max(1, failure.faults().size() / 2); chunk > 0; chunk /= 2) {
      List<String> fired = new ArrayList<>(failure.faults());
      for (int from = 0; from < fired.size(); from += chunk) {
        int to = Math.min(fired.size(), from + chunk);
        fails(best.sparing(Set.copyOf(fired.subList(from, to))));
      }
    }
  }
}
