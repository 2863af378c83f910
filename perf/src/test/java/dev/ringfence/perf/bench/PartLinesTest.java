package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.perf.commit.CommitSpeed;
import dev.ringfence.perf.jmh.EngineMemory;
import dev.ringfence.perf.report.Check;
import dev.ringfence.perf.report.Line;
import dev.ringfence.perf.report.Median;
import dev.ringfence.perf.report.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PartLinesTest {
  @Test
  void shouldJudgeEachSizeOfBatchesByItsShareOfTheBareLoop() {
    List<Line> lines =
        PartLines.commit(
            new CommitSpeed.Result(
                List.of(
                    new CommitSpeed.Pair(16, Median.of(8_000), Median.of(10_000), Median.of(0.81)),
                    new CommitSpeed.Pair(
                        1_024, Median.of(39_000), Median.of(50_000), Median.of(0.78))),
                0.71,
                0.5,
                new Check("agree", 1, true)));

    assertEquals(3, lines.size());
    assertEquals("81%: 8,000/s of 10,000/s", lines.getFirst().measured());
    assertEquals(
        List.of(Verdict.MET, Verdict.SHORT, Verdict.SHORT),
        lines.stream().map(Line::verdict).toList());
  }

  @Test
  void shouldNotJudgeTheHeapOfFewerAccounts() {
    EngineMemory.Taken few = new EngineMemory.Taken(1_000_000, 130, 100_000, 120, 90L << 20);
    EngineMemory.Taken many = new EngineMemory.Taken(10_000_000, 70, 1_000_000, 120, 4L << 30);

    assertEquals(
        List.of(Verdict.SHORT, Verdict.NO_GOAL),
        PartLines.memory(few).stream().map(Line::verdict).toList());
    assertEquals(
        List.of(Verdict.MET, Verdict.SHORT),
        PartLines.memory(many).stream().map(Line::verdict).toList());
  }

  @Test
  void shouldPutLinesInTheOrderOfTheDesign() {
    Map<String, List<Line>> lines =
        Map.of(
            Suite.MEMORY,
            List.of(line("memory")),
            "of somebody",
            List.of(line("else")),
            Suite.UNARY,
            List.of(line("unary")),
            Suite.COMMIT,
            List.of(line("commit")));

    assertEquals(
        List.of("unary", "commit", "memory", "else"),
        Suite.inOrder(lines).stream().map(Line::figure).toList());
  }

  private static Line line(String figure) {
    return new Line(figure, "", "", List.of(), Verdict.NO_GOAL);
  }
}
