package dev.ringfence.snapshotter.progress;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** One piece of work, and how far it has come. */
final class Task {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final String name;
  private final long expectedRows;
  private final long startedNanos;
  private long rows;

  Task(String name, long expectedRows, long startedNanos) {
    this.name = name;
    this.expectedRows = expectedRows;
    this.startedNanos = startedNanos;
  }

  /** Several as one, which has lasted for as long as the first. */
  static Task sum(List<Task> tasks) {
    Task first = tasks.getFirst();
    Task sum =
        new Task(
            tasks.size() == 1 ? first.name : first.name + " and " + (tasks.size() - 1) + " more",
            tasks.stream().mapToLong(task -> task.expectedRows).sum(),
            first.startedNanos);
    tasks.forEach(task -> sum.advance(task.rows));
    return sum;
  }

  String name() {
    return name;
  }

  void advance(long moreRows) {
    rows += moreRows;
  }

  /** From 0 to 1. */
  double done() {
    return expectedRows == 0 ? 0 : Math.min(1, (double) rows / expectedRows);
  }

  String ofExpected() {
    return expectedRows == 0 ? "" : " of about " + grouped(expectedRows);
  }

  String count() {
    return grouped(rows) + " rows";
  }

  double seconds(long nowNanos) {
    return Math.max(nowNanos - startedNanos, 1) / NANOS_PER_SECOND;
  }

  String rate(long nowNanos) {
    return grouped((long) (rows / seconds(nowNanos))) + " rows/s";
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
