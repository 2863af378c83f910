package dev.ringfence.perf.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** A report with made-up figures of plausible shape. */
final class SampleReport {
  private SampleReport() {}

  static Report good() {
    return report(new Check("textbook: what was acknowledged and what is held agree", 600, true));
  }

  static Report withMismatch() {
    return report(new Check("textbook: MISMATCH in the <ledger>", 600, false));
  }

  private static Report report(Check check) {
    Comparison unary =
        new Comparison(
            "reserves-unary",
            "Durable reserves, unary, 10,000 accounts",
            false,
            "closed loop, latency from the actual send time",
            List.of(
                series("ringfence", 31_000, 14, stages()),
                series("textbook", 1_500, 300, List.of()),
                series("single-statement", 4_100, 110, List.of())));
    Comparison open =
        new Comparison(
            "open-loop",
            "Open loop at 1,000/s",
            true,
            "open loop at 1,000/s, latency from the planned send time",
            List.of(
                series("ringfence", 1_000, 0.6, stages()),
                series("textbook", 1_000, 4, List.of())));
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Processor", "A & B \"fast\" <core>");
    facts.put("Cores", "2");
    facts.put("Load before the bench", "3.5");
    List<Line> lines =
        List.of(
            new Line(
                unary.title(),
                "≥ 20 × textbook, ≥ 30,000/s",
                "31,000/s",
                List.of(
                    new Line.Rival("textbook", "1,500/s", 20.6),
                    new Line.Rival("single-statement", "4,100/s", 7.56)),
                Verdict.MET),
            new Line(
                "All on ONE account",
                "≥ 60 × textbook, not slower than many",
                "45,000/s",
                List.of(
                    new Line.Rival("textbook", "820/s", 54.9),
                    new Line.Rival("single-statement", "1,300/s", 34.6)),
                Verdict.SHORT),
            new Line(
                "Open loop at 1,000/s, p99",
                "≤ 4 ms",
                "3.10 ms",
                List.of(new Line.Rival("textbook", "47 ms", 15.2)),
                Verdict.MET),
            new Line("Refusals (sold out)", "≥ 50,000/s", "52,300/s", List.of(), Verdict.MET));
    return new Report(
        Instant.parse("2026-11-21T02:00:00Z"),
        "ringfence bench --vs-baseline",
        new Machine(facts),
        lines,
        List.of(unary, open),
        List.of(
            new Check("ringfence: what was acknowledged and what is held agree", 93_000, true),
            check),
        List.of("Other work kept this machine busy."));
  }

  private static List<Stage> stages() {
    return List.of(
        new Stage("queue", 310, 4_000),
        new Stage("commit", 1_900, 9_000),
        new Stage("reply", 120, 800));
  }

  private static Series series(
      String target, int perSecond, double typicalMillis, List<Stage> stages) {
    SplittableRandom random = new SplittableRandom(perSecond);
    List<Round> rounds = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      List<Long> buckets = new ArrayList<>();
      long sum = 0;
      for (int i = 0; i < 30; i++) {
        long count = Math.round(perSecond / 10.0 * (0.85 + 0.3 * random.nextDouble()));
        buckets.add(count);
        sum += count;
      }
      Histogram latency = new Histogram(3);
      for (int i = 0; i < sum; i++) {
        double tail = Math.pow(random.nextDouble(), -0.25);
        latency.recordValue((long) (typicalMillis * tail * (0.7 + random.nextDouble()) * 1e6));
      }
      rounds.add(new Round(3, sum, 0, number, 0, 0, 0, buckets, latency));
    }
    return new Series(target, rounds, stages);
  }
}
