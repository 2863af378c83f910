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
  void shouldShareOneLineOfATerminalWithWhatRunsAtTheSameTime() {
    Screen screen = screen(true);
    ConsoleProgress first = new ConsoleProgress(screen, () -> nowNanos);
    ConsoleProgress second = new ConsoleProgress(screen, () -> nowNanos);

    first.started("Shard 0", 1_000);
    second.started("Shard 1", 3_000);
    pass(1);
    second.advanced(1_000);
    String both = drawnLast();
    first.advanced(1_000);
    first.finished();
    List<String> afterOne = text().lines().toList();
    pass(1);
    second.advanced(500);
    String alone = drawnLast();
    second.finished();

    assertEquals(
        "Shard 0 and 1 more [#######.......................]  25%  1,000 rows, 1,000 rows/s", both);
    assertTrue(
        text().contains("\r\u001B[KShard 0: 1,000 rows in 1.0 s, 1,000 rows/s" + newLine()),
        text());
    assertTrue(afterOne.getLast().contains("Shard 1 [##########"), afterOne::getLast);
    assertEquals("Shard 1 [###############...............]  50%  1,500 rows, 750 rows/s", alone);
    assertTrue(
        text().endsWith("\r\u001B[KShard 1: 1,500 rows in 2.0 s, 750 rows/s" + newLine()), text());
  }

  private String drawnLast() {
    return text().substring(text().lastIndexOf("\u001B[K") + "\u001B[K".length());
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
    return new ConsoleProgress(screen(terminal), () -> nowNanos);
  }

  private Screen screen(boolean terminal) {
    return new Screen(new PrintStream(shown, true, StandardCharsets.UTF_8), terminal);
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
