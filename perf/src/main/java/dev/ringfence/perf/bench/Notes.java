package dev.ringfence.perf.bench;

import dev.ringfence.perf.report.Comparison;
import dev.ringfence.perf.report.Machine;
import dev.ringfence.perf.report.Round;
import dev.ringfence.perf.report.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What a reader must know to judge the figures. */
final class Notes {
  private Notes() {}

  static List<String> on(Machine machine, List<Comparison> comparisons) {
    List<String> notes = new ArrayList<>();
    if (machine.wasBusy()) {
      notes.add(
          "Other work kept this machine busy when the bench began: the ratios count, the figures"
              + " themselves are too low.");
    }
    for (Comparison comparison : comparisons) {
      for (Series series : comparison.series()) {
        String where = "%s, %s: ".formatted(comparison.title(), series.target());
        addIfAny(notes, where, series, Round::unsent, "planned requests were not sent in time");
        addIfAny(notes, where, series, Round::shed, "requests were shed for lack of room");
        addIfAny(notes, where, series, Round::unknown, "answers were lost and asked for again");
        if (!comparison.name().equals(Suite.REFUSALS)
            && series.rounds().stream().anyMatch(round -> round.accepted() > 0)) {
          addIfAny(notes, where, series, Round::refused, "requests were refused");
        }
      }
    }
    return notes;
  }

  private static void addIfAny(
      List<String> notes, String where, Series series, ToLongFunction<Round> count, String what) {
    long sum = series.rounds().stream().mapToLong(count).sum();
    if (sum > 0) {
      notes.add("%s%,d %s.".formatted(where, sum, what));
    }
  }
}
