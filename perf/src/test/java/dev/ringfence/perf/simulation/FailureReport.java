package dev.ringfence.perf.simulation;

import java.util.List;
import java.util.stream.Collectors;

/** A failure, made small, for a person to follow. */
final class FailureReport {
  private static final int MAX_LINES = 400;

  private final Outcome failure;

  FailureReport(Outcome failure) {
    this.failure = failure;
  }

  /** The whole of it: what failed first, what the smallest such run does, and how to repeat it. */
  String text() {
    Plan small = Shrinker.shrink(failure);
    Outcome outcome = Simulation.run(small, true);
    List<String> trace = outcome.trace();
    int from = Math.max(0, trace.size() - MAX_LINES);
    return "Seed %d fails: %s%n%nMade smaller, with %d faults instead of %d, it fails with: %s%n%nRepeat it: %s%n%n%s%n"
        .formatted(
            failure.plan().seed(),
            failure.violation(),
            outcome.faults().size(),
            failure.faults().size(),
            outcome.violation(),
            command(small),
            String.join(System.lineSeparator(), trace.subList(from, trace.size())));
  }

  static String command(Plan plan) {
    StringBuilder command = new StringBuilder("ringfence simulate --trace --seeds 1 --seed ");
    command.append(plan.seed()).append(" --commands ").append(plan.commands());
    if (!plan.calm().isEmpty()) {
      command.append(" --calm ").append(joined(plan.calm().stream().map(Fault::name).toList()));
    }
    if (!plan.spared().isEmpty()) {
      command.append(" --spare ").append(joined(List.copyOf(plan.spared())));
    }
    if (plan.mutation() != Mutation.NONE) {
      command.append(" --mutation ").append(plan.mutation());
    }
    return command.toString();
  }

  private static String joined(List<String> names) {
    return names.stream().sorted().collect(Collectors.joining(","));
  }
}
