package dev.ringfence.snapshotter.verify;

import java.util.List;
import java.util.Locale;

/**
 * What a verification found.
 *
 * @param results one per check, in the order of {@link Check}
 * @param divergences the first of each pass; none if all is well
 * @param notes what a person may want to know besides
 * @param millis how long it took
 */
public record VerifyReport(
    List<CheckResult> results, List<Divergence> divergences, List<String> notes, long millis) {
  private static final double MILLIS_PER_SECOND = 1_000;

  public VerifyReport {
    results = List.copyOf(results);
    divergences = List.copyOf(divergences);
    notes = List.copyOf(notes);
  }

  public boolean isClean() {
    return divergences.isEmpty();
  }

  /** What the command exits with. */
  public int exitCode() {
    return isClean() ? 0 : 1;
  }

  /** A table of the checks, and what diverges, for people. */
  public String render() {
    StringBuilder text = new StringBuilder();
    for (CheckResult result : results) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-10s %,15d  %7.1f s  %-20s %s%n",
              label(result.state()),
              result.checked(),
              result.millis() / MILLIS_PER_SECOND,
              result.check(),
              result.check().title()));
    }
    notes.forEach(note -> text.append("note       ").append(note).append(System.lineSeparator()));
    for (Divergence divergence : divergences) {
      text.append(
          String.format(
              Locale.ROOT,
              "%nDIVERGENCE  %s%n  where     %s%n  column    %s%n  expected  %s%n  found     %s%n",
              divergence.check(),
              divergence.where(),
              divergence.column(),
              divergence.expected(),
              divergence.found()));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%n%s in %.1f s%n",
            isClean() ? "All invariants hold, checked" : "Something is wrong, found",
            millis / MILLIS_PER_SECOND));
    return text.toString();
  }

  private static String label(CheckResult.State state) {
    return switch (state) {
      case HOLDS -> "holds";
      case BROKEN -> "BROKEN";
      case CUT_SHORT -> "cut short";
    };
  }
}
