package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ringfence.perf.report.Comparison;
import dev.ringfence.perf.report.HtmlReport;
import dev.ringfence.perf.report.JsonReport;
import dev.ringfence.perf.report.Line;
import dev.ringfence.perf.report.Machine;
import dev.ringfence.perf.report.Report;
import dev.ringfence.perf.report.Round;
import dev.ringfence.perf.report.Series;
import dev.ringfence.perf.report.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class GoalsTest {
  private static final long QUICK_NANOS = 100_000;

  @Test
  void shouldMeetNoLatencyWhenEverythingWasShed() {
    List<Line> lines = Goals.lines(List.of(openLoop(round(0, 1_000))));

    assertEquals(List.of(Verdict.SHORT, Verdict.SHORT, Verdict.SHORT), verdicts(lines));
    assertEquals("–", lines.getFirst().measured());
  }

  @Test
  void shouldMeetOnlyThePercentilesThatWhatWasShedLeaves() {
    List<Line> lines = Goals.lines(List.of(openLoop(round(998, 2), round(992, 8))));

    assertEquals(List.of(Verdict.MET, Verdict.MET, Verdict.SHORT), verdicts(lines));
  }

  /** In the median of the rounds a stall in one of them is not there at all. */
  @Test
  void shouldSeeAStallInOneRoundOfThree() {
    Round stalled = round(700, 0);
    for (int waited = 1; waited <= 300; waited++) {
      stalled.latency().recordValue(waited * 1_000_000L);
    }

    List<Line> lines = Goals.lines(List.of(openLoop(round(1_000, 0), stalled, round(1_000, 0))));

    assertEquals("270 ms", lines.get(1).measured());
    assertEquals(List.of(Verdict.MET, Verdict.SHORT, Verdict.TOO_FEW), verdicts(lines));
  }

  @Test
  void shouldJudgeATailOfEnoughRequestsOnly() {
    Round[] few = {round(3_000, 0), round(3_000, 0), round(3_000, 0)};
    Round[] enough = {round(3_334, 0), round(3_334, 0), round(3_334, 0)};

    assertEquals(
        List.of(Verdict.MET, Verdict.MET, Verdict.TOO_FEW),
        verdicts(Goals.lines(List.of(openLoop(few)))));
    assertEquals(
        List.of(Verdict.MET, Verdict.MET, Verdict.MET),
        verdicts(Goals.lines(List.of(openLoop(enough)))));
  }

  @Test
  void shouldCompareTailsOfAllRequestsWithTheRivals() {
    Round stalled = round(900, 0);
    stalled.latency().recordValueWithCount(1_000 * QUICK_NANOS, 100);
    Comparison beside =
        openLoop(
            new Series("ringfence", List.of(round(1_000, 0)), List.of()),
            new Series("textbook", List.of(round(1_000, 0), stalled, round(1_000, 0)), List.of()));

    assertEquals(1_000, Goals.lines(List.of(beside)).get(1).rivals().getFirst().times(), 1);
  }

  @Test
  void shouldMeetNoRatioWhenTheRivalDidNothing() {
    Comparison unary =
        new Comparison(
            Suite.UNARY,
            "Durable reserves",
            false,
            "closed loop",
            List.of(
                new Series("ringfence", List.of(round(50_000, 0)), List.of()),
                new Series("textbook", List.of(round(0, 0)), List.of())));

    assertEquals(List.of(Verdict.SHORT), verdicts(Goals.lines(List.of(unary))));
  }

  @Test
  void shouldShowThatThereIsNoFigure() {
    Comparison beside =
        openLoop(
            new Series("ringfence", List.of(round(1_000, 0)), List.of()),
            new Series("textbook", List.of(round(0, 1_000)), List.of()));
    Report report =
        new Report(
            Instant.EPOCH,
            "ringfence bench",
            new Machine(Map.of()),
            Goals.lines(List.of(beside)),
            List.of(beside),
            List.of(),
            List.of());

    for (String text : List.of(HtmlReport.of(report), JsonReport.of(report))) {
      assertFalse(text.contains("NaN") || text.contains("Infinity"), text);
    }
  }

  private static Comparison openLoop(Round... rounds) {
    return openLoop(new Series("ringfence", List.of(rounds), List.of()));
  }

  private static Comparison openLoop(Series... series) {
    return new Comparison(
        Suite.OPEN_LOOP, "Open loop at 1,000/s", true, "open loop", List.of(series));
  }

  private static Round round(int answered, int shed) {
    Histogram latency = new Histogram(3);
    latency.recordValueWithCount(QUICK_NANOS, answered);
    return new Round(1, answered, 0, shed, 0, 0, 0, List.of(), latency);
  }

  private static List<Verdict> verdicts(List<Line> lines) {
    return lines.stream().map(Line::verdict).toList();
  }
}
