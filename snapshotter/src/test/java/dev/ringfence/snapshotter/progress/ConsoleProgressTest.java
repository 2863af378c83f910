package dev.ringfence.snapshotter.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private long nowNanos;

  @Test
  void shouldPrintPlainLinesNowAndThenWhenNotOnATerminal() {
    ConsoleProgress progress = progress(false);

    progress.started("Recovering", 4_000);
    progress.advanced(500);
    pass(6);
    progress.advanced(1_500);
    progress.advanced(1_000);
    pass(4);
    progress.finished();

    assertEquals(
        List.of(
            "Recovering: started of about 4,000",
            "Recovering: 2,000 rows of about 4,000, 333 rows/s",
            "Recovering: 3,000 rows in 10.0 s, 300 rows/s"),
        text().lines().toList());
    assertFalse(text().contains("\r"));
  }

  @Test
  void shouldDrawABarWhenOnATerminal() {
    ConsoleProgress progress = progress(true);

    progress.started("Recovering", 4_000);
    pass(1);
    progress.advanced(2_000);
    progress.finished();

    assertTrue(text().contains("[###############...............]  50%"), text());
    assertTrue(text().endsWith("Recovering: 2,000 rows in 1.0 s, 2,000 rows/s" + newLine()));
  }

  @Test
  void shouldNotPassTheEndWhenTheEstimateWasTooLow() {
    ConsoleProgress progress = progress(true);

    progress.started("Recovering", 1_000);
    pass(1);
    progress.advanced(2_000);

    assertTrue(text().contains("100%"), text());
  }

  @Test
  void shouldReportPortionsWhenRowsAreCounted() {
    ConsoleProgress progress = progress(false);
    RowCounter counter = new RowCounter(progress);

    progress.started("Counting", 0);
    for (int row = 0; row < 10_000; row++) {
      counter.increment();
    }
    counter.flush();
    pass(1);
    progress.finished();

    assertEquals(10_000, counter.rows());
    assertTrue(text().contains("Counting: 10,000 rows in 1.0 s"), text());
  }

  private ConsoleProgress progress(boolean terminal) {
    PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
    return new ConsoleProgress(out, terminal, () -> nowNanos);
  }

  private void pass(int seconds) {
    nowNanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  private String text() {
    return shown.toString(StandardCharsets.UTF_8);
  }

  private static String newLine() {
    return System.lineSeparator();
  }
}
