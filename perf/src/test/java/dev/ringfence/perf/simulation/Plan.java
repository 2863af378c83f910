package dev.ringfence.perf.simulation;

import java.util.HashSet;
import java.util.Set;

/**
 * All that a run depends on: the same plan makes the same run.
 *
 * @param seed where every decision comes from
 * @param commands how many commands all clients have together
 * @param calm kinds of faults that don't happen
 * @param spared single faults that don't happen, by kind and number
 * @param mutation the defect that is planted, or NONE
 */
record Plan(long seed, int commands, Set<Fault> calm, Set<String> spared, Mutation mutation) {
  private static final int COMMANDS = 160;

  Plan {
    calm = Set.copyOf(calm);
    spared = Set.copyOf(spared);
  }

  static Plan of(long seed) {
    return new Plan(seed, COMMANDS, Set.of(), Set.of(), Mutation.NONE);
  }

  Plan with(Mutation other) {
    return new Plan(seed, commands, calm, spared, other);
  }

  Plan withCommands(int fewer) {
    return new Plan(seed, fewer, calm, spared, mutation);
  }

  Plan without(Fault kind) {
    Set<Fault> more = new HashSet<>(calm);
    more.add(kind);
    return new Plan(seed, commands, more, spared, mutation);
  }

  Plan sparing(Set<String> faults) {
    Set<String> more = new HashSet<>(spared);
    more.addAll(faults);
    return new Plan(seed, commands, calm, more, mutation);
  }
}
