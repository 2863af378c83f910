package dev.ringfence.perf.bench;

import dev.ringfence.perf.report.Comparison;
import dev.ringfence.perf.report.Figures;
import dev.ringfence.perf.report.Line;
import dev.ringfence.perf.report.Round;
import dev.ringfence.perf.report.Series;
import dev.ringfence.perf.report.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns what was measured into the lines of the table, beside what must be reached. */
final class Goals {
  private static final double[] PERCENTILES = {50, 99, 99.9};

  /** So many requests must lie beyond a percentile before it is judged. */
  private static final long FEWEST_BEYOND = 10;

  private Goals() {}

  /** The lines of all comparisons, in their order. */
  static List<Line> lines(List<Comparison> comparisons) {
    return byName(comparisons).values().stream().flatMap(List::stream).toList();
  }

  /** The lines of each comparison; those of the suite have goals. */
  static Map<String, List<Line>> byName(List<Comparison> comparisons) {
    double manyAccounts =
        comparisons.stream()
            .filter(comparison -> comparison.name().equals(Suite.UNARY))
            .map(comparison -> comparison.first().median(Round::answersPerSecond).value())
            .findAny()
            .orElse(0.0);
    Map<String, List<Line>> lines = new LinkedHashMap<>();
    for (Comparison comparison : comparisons) {
      lines.put(comparison.name(), lines(comparison, manyAccounts));
    }
    return lines;
  }

  private static List<Line> lines(Comparison comparison, double manyAccounts) {
    return switch (comparison.name()) {
      case Suite.UNARY -> List.of(rate(comparison, "≥ 20 × textbook, ≥ 30,000/s", 20, 30_000));
      case Suite.SESSION -> List.of(rate(comparison, "≥ 40 × textbook, ≥ 60,000/s", 40, 60_000));
      case Suite.ONE_ACCOUNT ->
          List.of(rate(comparison, "≥ 60 × textbook, not slower than many", 60, manyAccounts));
      case Suite.OPEN_LOOP -> latencies(comparison, new double[] {0.7, 4, 10});
      case Suite.FIRST_SECOND -> latencies(comparison, new double[] {Double.NaN, 50, Double.NaN});
      case Suite.INGRESS -> {
        double goal = comparison.openLoop() ? 100 : Double.NaN;
        yield rateAndLatencies(comparison, new double[] {Double.NaN, goal, Double.NaN});
      }
      case Suite.REFUSALS, Suite.OUTBOX_TO_KAFKA, Suite.KAFKA_TO_REDIS ->
          List.of(rate(comparison, "≥ 50,000/s", 0, 50_000));
      case Suite.COMMAND_TO_KAFKA ->
          latencies(comparison, new double[] {Double.NaN, 50, Double.NaN});
      case Suite.COMMAND_TO_REDIS ->
          latencies(comparison, new double[] {Double.NaN, 100, Double.NaN});
      case Suite.EVENTS_COST -> List.of(rate(comparison, "≥ 0.7 × without events", 0.7, 0));
      default -> rateAndLatencies(comparison, new double[] {Double.NaN, Double.NaN, Double.NaN});
    };
  }

  private static List<Line> rateAndLatencies(Comparison comparison, double[] goalMillis) {
    List<Line> lines = new ArrayList<>();
    lines.add(rate(comparison, "", 0, 0));
    lines.addAll(latencies(comparison, goalMillis));
    return lines;
  }

  private static Line rate(Comparison comparison, String goal, double times, double perSecond) {
    List<Line.Rival> rivals = new ArrayList<>();
    for (Series rival : rivals(comparison)) {
      rivals.add(
          new Line.Rival(
              rival.target(),
              Figures.rate(rival.median(Round::answersPerSecond).value()),
              comparison.ratio(rival, Round::answersPerSecond).value()));
    }
    double measured = comparison.first().median(Round::answersPerSecond).value();
    boolean met =
        measured >= perSecond && (rivals.isEmpty() || isAtLeast(rivals.getFirst().times(), times));
    return new Line(
        comparison.title(),
        goal,
        Figures.rate(measured),
        rivals,
        goal.isEmpty() ? Verdict.NO_GOAL : Verdict.on(met));
  }

  private static List<Line> latencies(Comparison comparison, double[] goalMillis) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < PERCENTILES.length; i++) {
      double percentile = PERCENTILES[i];
      double measured = comparison.first().latencyMillis(percentile);
      List<Line.Rival> rivals = new ArrayList<>();
      for (Series rival : rivals(comparison)) {
        double theirs = rival.latencyMillis(percentile);
        rivals.add(new Line.Rival(rival.target(), Figures.millis(theirs), theirs / measured));
      }
      boolean isGoal = !Double.isNaN(goalMillis[i]);
      lines.add(
          new Line(
              "%s, p%s".formatted(comparison.title(), label(percentile)),
              isGoal ? "≤ " + label(goalMillis[i]) + " ms" : "",
              Figures.millis(measured),
              rivals,
              isGoal
                  ? verdict(comparison.first(), percentile, measured <= goalMillis[i])
                  : Verdict.NO_GOAL));
    }
    return lines;
  }

  /** A rival who did nothing at all was not measured. */
  private static boolean isAtLeast(double ratio, double times) {
    return Double.isFinite(ratio) && ratio >= times;
  }

  /**
   * What was shed has no latency: with too much of it there is no such percentile of all. And of a
   * few requests the percentile is whatever the slowest ones happened to meet.
   */
  private static Verdict verdict(Series series, double percentile, boolean isReached) {
    long answered = series.latency().getTotalCount();
    long shed = series.rounds().stream().mapToLong(Round::shed).sum();
    double beyond = (100 - percentile) / 100 * (answered + shed);
    if (answered == 0 || shed > beyond) {
      return Verdict.SHORT;
    }
    return Math.round(beyond) < FEWEST_BEYOND ? Verdict.TOO_FEW : Verdict.on(isReached);
  }

  private static List<Series> rivals(Comparison comparison) {
    return comparison.series().subList(1, comparison.series().size());
  }

  private static String label(double number) {
    return number == Math.rint(number)
        ? String.valueOf(Math.round(number))
        : String.valueOf(number);
  }
}
