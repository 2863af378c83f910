package dev.ringfence.perf.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long it took to serve again, by what was done. */
final class Outages {
  private final Map<Harm, List<Long>> alone = new EnumMap<>(Harm.class);
  private final List<Long> afterKills = new ArrayList<>();
  private final List<Long> all = new ArrayList<>();

  void add(List<Strike> strikes, long millis) {
    all.add(millis);
    if (strikes.size() == 1) {
      alone.computeIfAbsent(strikes.getFirst().harm(), _ -> new ArrayList<>()).add(millis);
    }
    if (strikes.stream().map(Strike::harm).anyMatch(Harm::stopsCommands)) {
      afterKills.add(millis);
    }
  }

  /** What counts most, in a few words. */
  String line() {
    if (afterKills.isEmpty()) {
      return "none of engine or PostgreSQL";
    }
    List<Long> sorted = afterKills.stream().sorted().toList();
    return "serving again after %,d ms (p50), %,d ms (p99)"
        .formatted(percentile(sorted, 50), percentile(sorted, 99));
  }

  String table() {
    StringBuilder table =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%-44s %6s %8s %8s %8s%n",
                "time to serve again, ms",
                "steps",
                "p50",
                "p99",
                "longest"));
    alone.forEach((harm, millis) -> table.append(line(harm.words(), millis)));
    table.append(line("a kill of engine or PostgreSQL, with all else", afterKills));
    table.append(line("all steps", all));
    return table.toString();
  }

  private static String line(String what, List<Long> millis) {
    if (millis.isEmpty()) {
      return "";
    }
    List<Long> sorted = millis.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "%-44s %,6d %,8d %,8d %,8d%n",
        what,
        sorted.size(),
        percentile(sorted, 50),
        percentile(sorted, 99),
        sorted.getLast());
  }

  /** The smallest value that so many percent are not above. */
  private static long percentile(List<Long> sorted, int percent) {
    return sorted.get((sorted.size() * percent + 99) / 100 - 1);
  }
}
