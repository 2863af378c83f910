package dev.ringfence.snapshotter.verify;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts the passes' tallies together; a check may be made in several passes. */
final class ReportBuilder {
  private final Map<Check, Long> checked = new EnumMap<>(Check.class);
  private final Map<Check, Long> millis = new EnumMap<>(Check.class);
  private final Set<Check> complete = EnumSet.noneOf(Check.class);
  private final Set<Check> cutShort = EnumSet.noneOf(Check.class);
  private final Set<Check> broken = EnumSet.noneOf(Check.class);
  private final List<Divergence> divergences = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<Check> asked;

  /** For a verification of those checks. */
  ReportBuilder(Set<Check> asked) {
    this.asked = asked;
  }

  void note(List<String> more) {
    notes.addAll(more);
  }

  void add(Check check, Tally tally) {
    checked.merge(check, tally.checked(check), Long::sum);
    complete.add(check);
  }

  void add(Divergence divergence) {
    broken.add(divergence.check());
    divergences.add(divergence);
  }

  void add(PassRun run) {
    boolean whole = run.divergence() == null;
    for (Check check : Check.values()) {
      long count = run.tally().checked(check);
      checked.merge(check, count, Long::sum);
      if (count > 0 || run.checks().contains(check)) {
        millis.merge(check, run.millis(), Math::max);
        (whole ? complete : cutShort).add(check);
      }
    }
    if (!whole) {
      add(run.divergence());
    }
  }

  VerifyReport build(long totalMillis) {
    List<CheckResult> results = new ArrayList<>();
    for (Check check : asked) {
      results.add(
          new CheckResult(
              check,
              checked.getOrDefault(check, 0L),
              millis.getOrDefault(check, 0L),
              state(check)));
    }
    return new VerifyReport(results, divergences, notes, totalMillis);
  }

  private CheckResult.State state(Check check) {
    if (broken.contains(check)) {
      return CheckResult.State.BROKEN;
    }
    boolean whole = complete.contains(check) && !cutShort.contains(check);
    return whole ? CheckResult.State.HOLDS : CheckResult.State.CUT_SHORT;
  }
}
