package dev.ringfence.perf.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.HdrHistogram.AbstractHistogram;

/** The report for programs. */
public final class JsonReport {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonReport() {}

  /** Indented JSON. */
  public static String of(Report report) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("at", report.at().toString());
    root.put("command", report.command());
    root.put("booksAgree", report.booksAgree());
    ObjectNode machine = root.putObject("machine");
    report.machine().facts().forEach(machine::put);
    ArrayNode lines = root.putArray("lines");
    report.lines().forEach(line -> addLine(lines.addObject(), line));
    ArrayNode comparisons = root.putArray("comparisons");
    report.comparisons().forEach(comparison -> addComparison(comparisons.addObject(), comparison));
    ArrayNode checks = root.putArray("checks");
    for (Check check : report.checks()) {
      checks.addObject().put("agrees", check.agrees()).put("words", check.words());
    }
    report.notes().forEach(root.putArray("notes")::add);
    return root.toPrettyString();
  }

  private static void addLine(ObjectNode node, Line line) {
    node.put("figure", line.figure());
    node.put("goal", line.goal());
    node.put("measured", line.measured());
    node.put("verdict", line.verdict().name());
    ArrayNode rivals = node.putArray("rivals");
    for (Line.Rival rival : line.rivals()) {
      rivals
          .addObject()
          .put("target", rival.target())
          .put("measured", rival.measured())
          .put("times", finite(rival.times()));
    }
  }

  /** JSON knows no other numbers; null stands for one that there is not. */
  private static Double finite(double figure) {
    return Double.isFinite(figure) ? figure : null;
  }

  private static void addComparison(ObjectNode node, Comparison comparison) {
    node.put("name", comparison.name());
    node.put("title", comparison.title());
    node.put("method", comparison.method());
    ArrayNode series = node.putArray("series");
    for (Series one : comparison.series()) {
      ObjectNode target = series.addObject();
      target.put("target", one.target());
      target.put("medianPerSecond", one.median(Round::answersPerSecond).value());
      addLatency(target, one.latency());
      ArrayNode rounds = target.putArray("rounds");
      one.rounds().forEach(round -> addRound(rounds.addObject(), round));
      ArrayNode stages = target.putArray("stages");
      for (Stage stage : one.stages()) {
        stages
            .addObject()
            .put("name", stage.name())
            .put("medianMicros", stage.medianMicros())
            .put("p99Micros", stage.p99Micros());
      }
    }
  }

  private static void addRound(ObjectNode node, Round round) {
    node.put("seconds", round.seconds());
    node.put("perSecond", round.answersPerSecond());
    node.put("accepted", round.accepted());
    node.put("refused", round.refused());
    node.put("shed", round.shed());
    node.put("unknownThenResolved", round.unknown());
    node.put("unsent", round.unsent());
    node.put("stalls", round.stalls());
    addLatency(node, round.latency());
  }

  private static void addLatency(ObjectNode node, AbstractHistogram latency) {
    ObjectNode millis = node.putObject("latencyMillis");
    if (latency.getTotalCount() == 0) {
      return;
    }
    for (double percentile : new double[] {50, 90, 99, 99.9, 99.99, 100}) {
      millis.put(
          percentile == 100 ? "max" : "p" + Double.toString(percentile).replaceAll("\\.0$", ""),
          latency.getValueAtPercentile(percentile) / 1e6);
    }
  }
}
