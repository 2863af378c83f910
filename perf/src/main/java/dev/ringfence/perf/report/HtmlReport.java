package dev.ringfence.perf.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report as one page that stands alone: no script, nothing from elsewhere. */
public final class HtmlReport {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Report report;
  private final StringBuilder out = new StringBuilder();

  private HtmlReport(Report report) {
    this.report = report;
  }

  /** The whole page. */
  public static String of(Report report) {
    return new HtmlReport(report).render();
  }

  private String render() {
    out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    out.append("<title>Ringfence bench</title><style>").append(style()).append("</style></head>");
    out.append("<body><main>");
    header();
    table();
    report.comparisons().forEach(this::comparison);
    books();
    machine();
    out.append("</main></body></html>\n");
    return out.toString();
  }

  private void header() {
    out.append("<header><p class=\"over\">Ringfence bench</p>");
    append("<h1>%s</h1>", headline());
    append(
        "<p class=\"sub\">%s · <code>%s</code></p></header>",
        TIME.format(report.at()), report.command());
    report.notes().forEach(note -> append("<p class=\"note\">%s</p>", note));
    out.append("<section class=\"tiles\">");
    report.lines().stream()
        .filter(line -> !line.rivals().isEmpty() || line.verdict() != Verdict.NO_GOAL)
        .limit(4)
        .forEach(this::tile);
    if (!report.checks().isEmpty()) {
      booksTile();
    }
    out.append("</section>");
  }

  private void booksTile() {
    append(
        "<div class=\"tile %s\"><p class=\"big\">%s</p><p>%s</p></div>",
        report.booksAgree() ? "good" : "bad",
        report.booksAgree() ? "Books agree" : "Books differ",
        Figures.format(
            "%,d acknowledged changes checked one by one",
            report.checks().stream().mapToLong(Check::changes).max().orElse(0)));
  }

  private String headline() {
    if (!report.booksAgree()) {
      return "The server holds something else than it acknowledged";
    }
    return report.lines().stream()
        .filter(line -> !line.rivals().isEmpty())
        .findFirst()
        .map(
            line ->
                "%s: %s the %s way"
                    .formatted(
                        line.figure(),
                        Figures.times(line.rivals().getFirst().times()),
                        line.rivals().getFirst().target()))
        .orElse("What was measured");
  }

  private void tile(Line line) {
    boolean compared = !line.rivals().isEmpty();
    append(
        "<div class=\"tile\"><p class=\"big\">%s</p><p>%s</p><p class=\"more\">%s</p></div>",
        compared ? Figures.times(line.rivals().getFirst().times()) : line.measured(),
        line.figure(),
        compared
            ? "%s against %s".formatted(line.measured(), line.rivals().getFirst().measured())
            : line.goal());
  }

  private void table() {
    List<String> rivals =
        report.lines().stream()
            .flatMap(line -> line.rivals().stream())
            .map(Line.Rival::target)
            .distinct()
            .toList();
    boolean goals = report.lines().stream().anyMatch(line -> !line.goal().isEmpty());
    out.append("<section><h2>Figures</h2><div class=\"scroll\"><table><thead><tr><th>Figure</th>");
    out.append(goals ? "<th>Goal</th>" : "").append("<th class=\"n\">Measured</th>");
    rivals.forEach(rival -> append("<th class=\"n\">%s</th><th class=\"n\">Ratio</th>", rival));
    out.append(goals ? "<th></th>" : "").append("</tr></thead><tbody>");
    for (Line line : report.lines()) {
      append("<tr><td>%s</td>", line.figure());
      if (goals) {
        append("<td class=\"goal\">%s</td>", line.goal());
      }
      append("<td class=\"n\"><b>%s</b></td>", line.measured());
      if (line.rivals().isEmpty()) {
        out.append("<td></td><td></td>".repeat(rivals.size()));
      } else {
        rivals.forEach(rival -> rivalCells(line, rival));
      }
      if (goals) {
        append(
            "<td><span class=\"verdict %s\">%s</span></td>",
            line.verdict().name().toLowerCase(Locale.ROOT), line.verdict().words());
      }
      out.append("</tr>");
    }
    out.append("</tbody></table></div></section>");
  }

  private void rivalCells(Line line, String target) {
    line.rivals().stream()
        .filter(rival -> rival.target().equals(target))
        .findAny()
        .ifPresentOrElse(
            rival ->
                append(
                    "<td class=\"n\">%s</td><td class=\"n ratio\">%s</td>",
                    rival.measured(), Figures.times(rival.times())),
            () -> out.append("<td class=\"n\">–</td><td class=\"n\">–</td>"));
  }

  private void comparison(Comparison comparison) {
    append(
        "<section><h2>%s</h2><p class=\"sub\">%s; %s</p>",
        comparison.title(),
        comparison.method(),
        "%d rounds of %.1f s, in turn"
            .formatted(
                comparison.first().rounds().size(),
                comparison.first().rounds().getFirst().seconds()));
    legend(comparison);
    if (comparison.first().latency().getTotalCount() > 0) {
      charts(comparison);
      spread(comparison);
    } else {
      out.append("<div class=\"charts\"><div>");
      figure("A second, median of the rounds", rateBars(comparison));
      out.append("</div></div>");
    }
    out.append("</section>");
  }

  private void charts(Comparison comparison) {
    out.append("<div class=\"charts\"><div>");
    if (comparison.openLoop()) {
      figure("p99 latency of all rounds' requests: shorter is better", latencyBars(comparison));
    } else {
      figure("Answers a second, median of the rounds", rateBars(comparison));
    }
    figure("Answers a second over the time of a round", ThroughputChart.draw(comparison.series()));
    out.append("</div><div>");
    figure("Latency by percentile, log scale", PercentileChart.draw(comparison.series()));
    if (!comparison.first().stages().isEmpty()) {
      figure(
          "Where the time goes inside the server, median by stage", stageBars(comparison.first()));
    }
    out.append("</div></div>");
  }

  private void legend(Comparison comparison) {
    out.append("<p class=\"legend\">");
    for (int i = 0; i < comparison.series().size(); i++) {
      append("<span><i class=\"key s%d\"></i>%s</span>", i, comparison.series().get(i).target());
    }
    out.append("</p>");
  }

  private void figure(String caption, String svg) {
    append("<figure><figcaption>%s</figcaption>", caption);
    out.append(svg).append("</figure>");
  }

  private static String rateBars(Comparison comparison) {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (int i = 0; i < comparison.series().size(); i++) {
      Series series = comparison.series().get(i);
      double rate = series.median(Round::answersPerSecond).value();
      bars.add(new BarChart.Bar(series.target(), rate, Figures.rate(rate), "s" + i));
    }
    return BarChart.draw(bars, "Answers a second");
  }

  private static String latencyBars(Comparison comparison) {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (int i = 0; i < comparison.series().size(); i++) {
      Series series = comparison.series().get(i);
      double millis = series.latencyMillis(99);
      bars.add(new BarChart.Bar(series.target(), millis, Figures.millis(millis), "s" + i));
    }
    return BarChart.draw(bars, "Latency of the 99th percentile");
  }

  private static String stageBars(Series series) {
    List<BarChart.Bar> bars =
        series.stages().stream()
            .map(
                stage ->
                    new BarChart.Bar(
                        stage.name(),
                        stage.medianMicros(),
                        Figures.millis(stage.medianMicros() / 1_000),
                        "s0"))
            .toList();
    return BarChart.draw(bars, "Median time by stage");
  }

  /** Every percentile of all requests, and the spread of the rounds, for who wants the numbers. */
  private void spread(Comparison comparison) {
    out.append(
        "<div class=\"scroll\"><table class=\"small\"><thead><tr><th></th><th class=\"n\">Answers/s"
            + "</th><th class=\"n\">Lowest – highest</th><th class=\"n\">p50</th><th class=\"n\">p90"
            + "</th><th class=\"n\">p99</th><th class=\"n\">p99.9</th><th class=\"n\">p99 of a round"
            + "</th><th class=\"n\">Shed</th><th class=\"n\">Unsent</th></tr></thead><tbody>");
    for (Series series : comparison.series()) {
      Median rate = series.median(Round::answersPerSecond);
      append(
          "<tr><td>%s</td><td class=\"n\">%s</td><td class=\"n\">%s – %s</td>",
          series.target(),
          Figures.rate(rate.value()),
          Figures.rate(rate.lowest()),
          Figures.rate(rate.highest()));
      for (double percentile : new double[] {50, 90, 99, 99.9}) {
        append("<td class=\"n\">%s</td>", Figures.millis(series.latencyMillis(percentile)));
      }
      Median rounds = series.median(round -> round.latencyMillis(99));
      append(
          "<td class=\"n\">%s – %s</td>",
          Figures.millis(rounds.lowest()), Figures.millis(rounds.highest()));
      append(
          "<td class=\"n\">%s</td><td class=\"n\">%s</td></tr>",
          Figures.format("%,d", series.rounds().stream().mapToLong(Round::shed).sum()),
          Figures.format("%,d", series.rounds().stream().mapToLong(Round::unsent).sum()));
    }
    out.append("</tbody></table></div>");
  }

  private void books() {
    if (report.checks().isEmpty()) {
      return;
    }
    out.append("<section><h2>The books</h2><ul class=\"books\">");
    for (Check check : report.checks()) {
      append("<li class=\"%s\">%s</li>", check.agrees() ? "good" : "bad", check.words());
    }
    out.append("</ul></section>");
  }

  private void machine() {
    out.append("<section><h2>The machine</h2><dl>");
    report
        .machine()
        .facts()
        .forEach((name, value) -> append("<dt>%s</dt><dd>%s</dd>", name, value));
    out.append("</dl></section>");
  }

  private void append(String format, Object... values) {
    Object[] escaped = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      escaped[i] = values[i] instanceof String text ? Html.escape(text) : values[i];
    }
    out.append(String.format(Locale.ROOT, format, escaped));
  }

  private static String style() {
    try (InputStream stream = HtmlReport.class.getResourceAsStream("report.css")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource report.css", e);
    }
  }
}
