package dev.ringfence.perf.report;

import java.time.Instant;
import java.util.List;

/**
 * All that a bench found.
 *
 * @param command how to repeat it
 * @param lines the table that a reader looks at first
 * @param checks whether the books are right
 * @param notes what a reader must know to judge the figures
 */
public record Report(
    Instant at,
    String command,
    Machine machine,
    List<Line> lines,
    List<Comparison> comparisons,
    List<Check> checks,
    List<String> notes) {

  public Report {
    lines = List.copyOf(lines);
    comparisons = List.copyOf(comparisons);
    checks = List.copyOf(checks);
    notes = List.copyOf(notes);
  }

  /** Whether every server holds exactly what it acknowledged. */
  public boolean booksAgree() {
    return checks.stream().allMatch(Check::agrees);
  }
}
