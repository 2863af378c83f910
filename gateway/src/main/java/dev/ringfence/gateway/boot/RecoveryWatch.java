package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.http.HealthReport.Reason;
import dev.ringfence.snapshotter.progress.Progress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Follows the recovery of one shard, for those who ask why it does not serve yet. */
final class RecoveryWatch implements Progress {
  private static final int PERCENT = 100;

  /** The expectation is an estimate, and the end is only near when it is told. */
  private static final int MOST_PERCENT = 99;

  private final Consumer<Standstill> told;
  private final AtomicLong rows = new AtomicLong();
  private volatile long expectedRows;

  RecoveryWatch(Consumer<Standstill> told) {
    this.told = told;
  }

  @Override
  public void started(String task, long newExpectedRows) {
    expectedRows = newExpectedRows;
    advanced(0);
  }

  @Override
  public void advanced(long moreRows) {
    long read = rows.addAndGet(moreRows);
    long percent = expectedRows == 0 ? 0 : Math.min(MOST_PERCENT, read * PERCENT / expectedRows);
    told.accept(
        new Standstill(
            Reason.RECOVERING,
            "recovering, some %d %% of about %d rows are read".formatted(percent, expectedRows)));
  }
}
