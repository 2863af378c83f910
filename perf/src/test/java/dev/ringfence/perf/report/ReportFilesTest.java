package dev.ringfence.perf.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportFilesTest {
  @Test
  void shouldTellEveryRoundInJson() throws Exception {
    JsonNode json = new ObjectMapper().readTree(JsonReport.of(SampleReport.good()));

    assertTrue(json.get("booksAgree").booleanValue());
    assertEquals(4, json.get("lines").size());
    JsonNode series = json.get("comparisons").get(0).get("series").get(1);
    assertEquals("textbook", series.get("target").textValue());
    assertEquals(3, series.get("rounds").size());
    JsonNode latency = series.get("rounds").get(0).get("latencyMillis");
    assertTrue(latency.get("p50").doubleValue() < latency.get("p99.9").doubleValue());
    assertTrue(latency.has("p99") && latency.has("max"), latency::toString);
  }

  @Test
  void shouldWriteOneDistributionPerSeries(@TempDir Path folder) throws Exception {
    HgrmFile.write(SampleReport.good(), folder.resolve("latency.hgrm"));

    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of(
              "latency-open-loop-ringfence.hgrm",
              "latency-open-loop-textbook.hgrm",
              "latency-reserves-unary-ringfence.hgrm",
              "latency-reserves-unary-single-statement.hgrm",
              "latency-reserves-unary-textbook.hgrm"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    List<String> lines =
        Files.readAllLines(folder.resolve("latency-reserves-unary-ringfence.hgrm"));
    assertTrue(lines.getFirst().contains("Percentile"), lines::getFirst);
  }

  @Test
  void shouldAlignTheTable() {
    List<String> lines = TextReport.of(SampleReport.good()).lines().toList();

    int goal = lines.getFirst().indexOf("goal");
    assertTrue(lines.get(1).startsWith("≥ 20 ×", goal), lines.get(1));
    assertTrue(lines.get(1).endsWith("met"), lines.get(1));
    assertTrue(lines.get(1).contains("21 ×"), lines.get(1));
    assertTrue(lines.get(2).endsWith("falls short"), lines.get(2));
  }
}
