package dev.ringfence.perf.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

final class HtmlReportTest {
  private static final Pattern FROM_ELSEWHERE =
      Pattern.compile("src=|href=|@import|url\\(|<script|https?:");

  @Test
  void shouldStandAlone() throws IOException {
    String page = HtmlReport.of(SampleReport.good());

    assertFalse(FROM_ELSEWHERE.matcher(page).find());
    Files.writeString(Path.of("target", "sample-report.html"), page);
  }

  @Test
  void shouldLeadWithTheRatio() {
    String page = HtmlReport.of(SampleReport.good());

    assertTrue(
        page.contains("<h1>Durable reserves, unary, 10,000 accounts: 21 × the textbook way</h1>"));
    assertTrue(page.contains("Books agree"));
    assertTrue(page.contains("93,000 acknowledged changes"));
  }

  /** A stall in one round is in no median of the rounds. */
  @Test
  void shouldShowPercentilesOfAllRequestsAndHowFarRoundsSpread() {
    Comparison open = SampleReport.good().comparisons().getLast();

    String page = HtmlReport.of(SampleReport.good());

    for (Series series : open.series()) {
      Median rounds = series.median(round -> round.latencyMillis(99));
      assertTrue(page.contains(Figures.millis(series.latencyMillis(99)) + "</td>"), page);
      assertTrue(
          page.contains(Figures.millis(rounds.lowest()) + " – " + Figures.millis(rounds.highest())),
          page);
    }
  }

  @Test
  void shouldLeadWithTheMismatchWhenBooksDiffer() {
    String page = HtmlReport.of(SampleReport.withMismatch());

    assertTrue(page.contains("<h1>The server holds something else than it acknowledged</h1>"));
    assertTrue(page.contains("MISMATCH in the &lt;ledger&gt;"));
  }

  @Test
  void shouldShowGoalFigureAndRatioOfEveryLine() {
    Report report = SampleReport.good();

    String page = HtmlReport.of(report);

    for (Line line : report.lines()) {
      assertTrue(page.contains(Html.escape(line.figure())), line::figure);
      assertTrue(page.contains(Html.escape(line.goal())), line::goal);
      assertTrue(page.contains(line.measured()), line::measured);
      line.rivals().forEach(rival -> assertTrue(page.contains(Figures.times(rival.times())), page));
    }
  }

  @Test
  void shouldDrawNoLatencyWhereNoneWasMeasured() {
    Report good = SampleReport.good();
    Round round = new Round(1.5, 100_000, 0, 0, 0, 0, 0, List.of(), new Histogram(3));
    Series series = new Series("ringfence", List.of(round), List.of());
    Report report =
        new Report(
            good.at(),
            good.command(),
            good.machine(),
            good.lines(),
            List.of(new Comparison("it", "Outbox to Kafka", false, "alone", List.of(series))),
            List.of(),
            List.of());

    String page = HtmlReport.of(report);

    assertTrue(page.contains("Outbox to Kafka"));
    assertEquals(2, page.split("<svg", -1).length);
    assertFalse(page.contains("NaN") || page.contains("Infinity"), page);
    assertFalse(page.contains("Books agree"), page);
  }

  @Test
  void shouldDrawWellFormedPlots() throws Exception {
    String page = HtmlReport.of(SampleReport.good());

    int plots = 0;
    int start = page.indexOf("<svg");
    while (start >= 0) {
      int end = page.indexOf("</svg>", start) + "</svg>".length();
      String plot = page.substring(start, end);
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(plot)));
      assertFalse(plot.contains("NaN") || plot.contains("Infinity"), plot);
      plots++;
      start = page.indexOf("<svg", end);
    }
    assertEquals(8, plots);
  }

  @Test
  void shouldEscapeWhatItDidNotWrite() {
    String page = HtmlReport.of(SampleReport.good());

    assertTrue(page.contains("A &amp; B &quot;fast&quot; &lt;core&gt;"));
  }
}
