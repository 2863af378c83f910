package dev.ringfence.perf.bench;

import com.google.errorprone.annotations.FormatMethod;
import dev.ringfence.perf.commit.CommitSpeed;
import dev.ringfence.perf.jmh.DecisionSpeed;
import dev.ringfence.perf.jmh.EngineCommands;
import dev.ringfence.perf.jmh.EngineMemory;
import dev.ringfence.perf.report.Figures;
import dev.ringfence.perf.report.Line;
import dev.ringfence.perf.report.Median;
import dev.ringfence.perf.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns what the parts came to into lines of the table. */
final class PartLines {
  private static final double DECISIONS_GOAL = 5_000_000;
  private static final double SHARE_GOAL = 0.8;
  private static final double LONE_GOAL_MILLIS = 0.7;
  private static final double ROWS_GOAL = 500_000;
  private static final double SERVING_GOAL_SECONDS = 5;
  private static final double BYTES_GOAL = 120;
  private static final long HEAP_GOAL = 3L << 30;
  private static final int ACCOUNTS_OF_HEAP_GOAL = 10_000_000;

  /** What the JVM itself does beside a loop shows in the second place behind the point. */
  private static final double NOTHING_BYTES = 0.05;

  private PartLines() {}

  static List<Line> decisions(DecisionSpeed.Result result) {
    List<Line> lines = new ArrayList<>();
    lines.add(
        line(
            "Decisions in memory, one thread",
            "≥ 5,000,000/s",
            Figures.rate(result.perSecond().value()),
            result.perSecond().value() >= DECISIONS_GOAL));
    double most = 0;
    for (EngineCommands.Kind kind :
        List.of(
            EngineCommands.Kind.REFUSE,
            EngineCommands.Kind.READ,
            EngineCommands.Kind.DEPOSIT,
            EngineCommands.Kind.RELEASE)) {
      most = Math.max(most, result.bytesEach().get(kind));
    }
    lines.add(
        line(
            "Allocated per refusal, read, deposit, release, the most",
            "0 bytes",
            text("%.1f bytes", most),
            most < NOTHING_BYTES));
    return lines;
  }

  static List<Line> commit(CommitSpeed.Result result) {
    List<Line> lines = new ArrayList<>();
    for (CommitSpeed.Pair pair : result.pairs()) {
      lines.add(
          line(
              text("Engine + journal, no network, batches of %,.0f", pair.batch()),
              "≥ 80% of a bare loop",
              text(
                  "%.0f%%: %s of %s",
                  pair.share().value() * 100,
                  Figures.rate(pair.engine().value()),
                  Figures.rate(pair.bare().value())),
              pair.share().value() >= SHARE_GOAL));
    }
    lines.add(
        line(
            "A lone command until it is durable, p50",
            "≤ 0.7 ms",
            text(
                "%s (bare: %s)",
                Figures.millis(result.loneMillis()), Figures.millis(result.loneBareMillis())),
            result.loneMillis() <= LONE_GOAL_MILLIS));
    return lines;
  }

  static List<Line> recovery(int accounts, Median rowsPerSecond, Median servingSeconds) {
    return List.of(
        line(
            text("Recovery, %,d accounts with an open reservation each", accounts),
            "≥ 500,000 rows/s",
            text("%,.0f rows/s", rowsPerSecond.value()),
            rowsPerSecond.value() >= ROWS_GOAL),
        line(
            "The same, from process start after kill -9 to the first answer",
            "≤ 5 s",
            text("%.1f s", servingSeconds.value()),
            servingSeconds.value() <= SERVING_GOAL_SECONDS));
  }

  static List<Line> memory(EngineMemory.Taken taken) {
    boolean comparable = taken.accounts() >= ACCOUNTS_OF_HEAP_GOAL;
    Line inAll =
        new Line(
            text("%,d accounts, %,d reservations", taken.accounts(), taken.reservations()),
            comparable ? "≤ 3 GB of heap" : "",
            text("%,d MB", taken.bytesInAll() >>> 20),
            List.of(),
            comparable ? Verdict.on(taken.bytesInAll() <= HEAP_GOAL) : Verdict.NO_GOAL);
    return List.of(
        line(
            "Memory per account without positions",
            "≤ 120 bytes",
            text("%.1f bytes", taken.bytesPerAccount()),
            taken.bytesPerAccount() <= BYTES_GOAL),
        inAll);
  }

  private static Line line(String figure, String goal, String measured, boolean met) {
    return new Line(figure, goal, measured, List.of(), Verdict.on(met));
  }

  @FormatMethod
  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
