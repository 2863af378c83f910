package dev.ringfence.snapshotter.progress;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Shows progress to a person: a bar on a terminal, now and then a plain line elsewhere. */
public final class ConsoleProgress implements Progress {
  private static final long LINE_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final Screen STANDARD_ERROR = new Screen(System.err, Terminal.drawsOver());

  private final Screen screen;
  private final LongSupplier nanoClock;

  /** All below is guarded by the screen, which others may use at the same time. */
  private Task task = new Task("", 0, 0);

  private long shownNanos;

  ConsoleProgress(Screen screen, LongSupplier nanoClock) {
    this.screen = screen;
    this.nanoClock = nanoClock;
  }

  /** Shows progress on standard error, so that what a command prints can be piped on. */
  public static ConsoleProgress onStandardError() {
    return new ConsoleProgress(STANDARD_ERROR, System::nanoTime);
  }

  @Override
  public void started(String name, long expectedRows) {
    synchronized (screen) {
      shownNanos = nanoClock.getAsLong();
      task = new Task(name, expectedRows, shownNanos);
      if (!screen.isTerminal()) {
        screen.print(name + ": started" + task.ofExpected(), shownNanos);
      }
      screen.add(task, shownNanos);
    }
  }

  @Override
  public void advanced(long moreRows) {
    synchronized (screen) {
      task.advance(moreRows);
      long now = nanoClock.getAsLong();
      screen.showWhenDue(now);
      if (!screen.isTerminal() && now - shownNanos >= LINE_INTERVAL_NANOS) {
        shownNanos = now;
        screen.print(
            task.name() + ": " + task.count() + task.ofExpected() + ", " + task.rate(now), now);
      }
    }
  }

  @Override
  public void finished() {
    synchronized (screen) {
      long now = nanoClock.getAsLong();
      screen.remove(task);
      screen.print(
          String.format(
              Locale.ROOT,
              "%s: %s in %.1f s, %s",
              task.name(),
              task.count(),
              task.seconds(now),
              task.rate(now)),
          now);
    }
  }
}
