package dev.ringfence.snapshotter.progress;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Shows progress to a person: a bar on a terminal, now and then a plain line elsewhere. */
public final class ConsoleProgress implements Progress {
  private static final long BAR_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LINE_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int BAR_WIDTH = 30;
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier nanoClock;
  private String task = "";
  private long expectedRows;
  private long rows;
  private long startedNanos;
  private long shownNanos;

  ConsoleProgress(PrintStream out, boolean terminal, LongSupplier nanoClock) {
    this.out = out;
    this.terminal = terminal;
    this.nanoClock = nanoClock;
  }

  /** Shows progress on standard error, so that what a command prints can be piped on. */
  // Since 22 it was never null, since 25 it is again.
  @SuppressWarnings("SystemConsoleNull")
  public static ConsoleProgress onStandardError() {
    Console console = System.console();
    boolean terminal = console != null && console.isTerminal();
    return new ConsoleProgress(System.err, terminal, System::nanoTime);
  }

  @Override
  public synchronized void started(String newTask, long newExpectedRows) {
    task = newTask;
    expectedRows = newExpectedRows;
    rows = 0;
    startedNanos = nanoClock.getAsLong();
    shownNanos = startedNanos;
    if (terminal) {
      showBar(startedNanos);
    } else {
      out.println(task + ": started" + ofExpected(expectedRows));
    }
  }

  @Override
  public synchronized void advanced(long moreRows) {
    rows += moreRows;
    long now = nanoClock.getAsLong();
    if (now - shownNanos < (terminal ? BAR_INTERVAL_NANOS : LINE_INTERVAL_NANOS)) {
      return;
    }
    shownNanos = now;
    if (terminal) {
      showBar(now);
    } else {
      out.println(
          task + ": " + grouped(rows) + " rows" + ofExpected(expectedRows) + ", " + rate(now));
    }
  }

  @Override
  public synchronized void finished() {
    long now = nanoClock.getAsLong();
    if (terminal) {
      out.print("\r\u001B[K");
    }
    out.println(
        String.format(
            Locale.ROOT,
            "%s: %s rows in %.1f s, %s",
            task,
            grouped(rows),
            (now - startedNanos) / NANOS_PER_SECOND,
            rate(now)));
    out.flush();
  }

  private void showBar(long now) {
    double done = expectedRows == 0 ? 0 : Math.min(1, (double) rows / expectedRows);
    int filled = (int) (done * BAR_WIDTH);
    out.printf(
        Locale.ROOT,
        "\r\u001B[K%s [%s%s] %3.0f%%  %s rows, %s",
        task,
        "#".repeat(filled),
        ".".repeat(BAR_WIDTH - filled),
        done * 100,
        grouped(rows),
        rate(now));
    out.flush();
  }

  private static String ofExpected(long expectedRows) {
    return expectedRows == 0 ? "" : " of about " + grouped(expectedRows);
  }

  private String rate(long now) {
    double seconds = Math.max(now - startedNanos, 1) / NANOS_PER_SECOND;
    return grouped((long) (rows / seconds)) + " rows/s";
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
