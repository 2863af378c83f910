package dev.ringfence.snapshotter.progress;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Where a person looks. What runs at the same time, as the recoveries of several shards, shares the
 * one line of a terminal that can be drawn over. It is the lock of all that is shown on it.
 */
final class Screen {
  private static final long BAR_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int BAR_WIDTH = 30;
  private static final String CLEAR_LINE = "\r\u001B[K";

  private final PrintStream out;
  private final boolean terminal;
  private final List<Task> running = new ArrayList<>();
  private long shownNanos;

  Screen(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  boolean isTerminal() {
    return terminal;
  }

  /** On a terminal all of it is on one line, until it ends. */
  void add(Task task, long nowNanos) {
    running.add(task);
    show(nowNanos);
  }

  void remove(Task task) {
    running.remove(task);
  }

  void showWhenDue(long nowNanos) {
    if (nowNanos - shownNanos >= BAR_INTERVAL_NANOS) {
      show(nowNanos);
    }
  }

  /** A line that stays, above the one that is drawn over. */
  void print(String line, long nowNanos) {
    if (terminal) {
      out.print(CLEAR_LINE);
    }
    out.println(line);
    out.flush();
    show(nowNanos);
  }

  private void show(long nowNanos) {
    if (!terminal || running.isEmpty()) {
      return;
    }
    shownNanos = nowNanos;
    Task all = Task.sum(running);
    double done = all.done();
    int filled = (int) (done * BAR_WIDTH);
    out.printf(
        Locale.ROOT,
        CLEAR_LINE + "%s [%s%s] %3.0f%%  %s, %s",
        all.name(),
        "#".repeat(filled),
        ".".repeat(BAR_WIDTH - filled),
        done * 100,
        all.count(),
        all.rate(nowNanos));
    out.flush();
  }
}
