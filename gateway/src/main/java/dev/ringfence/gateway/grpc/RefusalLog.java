package dev.ringfence.gateway.grpc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that calls and commands are refused, and why: for each reason at most one line a second,
 * however many there are, and ever fewer while it goes on. Nothing of the calls themselves is told.
 */
public final class RefusalLog {
  /** The one of the process, as its log is. */
  public static final RefusalLog SHARED =
      new RefusalLog(System::nanoTime, LoggerFactory.getLogger(RefusalLog.class));

  private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Map<String, Counted> reasons = new ConcurrentHashMap<>();
  private final LongSupplier nanoClock;
  private final Logger logger;

  RefusalLog(LongSupplier nanoClock, Logger logger) {
    this.nanoClock = nanoClock;
    this.logger = logger;
  }

  /**
   * One more.
   *
   * @param reason one of the names that callers are told, never what a caller has sent
   */
  public void count(String reason) {
    long nowNanos = nanoClock.getAsLong();
    Counted counted = reasons.get(reason);
    if (counted == null) {
      counted = reasons.computeIfAbsent(reason, _ -> new Counted(nowNanos));
    }
    counted.untold.increment();
    if (counted.isDue(nowNanos)) {
      logger.info(
          "Calls ended as {}: {} since the last such line", reason, counted.untold.sumThenReset());
    }
  }

  private static final class Counted {
    private final LongAdder untold = new LongAdder();
    private final AtomicLong dueAtNanos;

    /** From the last line to when the next one is due. Set by whoever has written that line. */
    private volatile long pauseNanos;

    Counted(long nowNanos) {
      dueAtNanos = new AtomicLong(nowNanos);
    }

    /** True for one caller alone, who writes the line. */
    boolean isDue(long nowNanos) {
      long dueNanos = dueAtNanos.get();
      if (nowNanos - dueNanos < 0) {
        return false;
      }
      // Not by the pause: what is refused every two seconds would begin anew each time.
      boolean goesOn = pauseNanos > 0 && nowNanos - dueNanos < LONGEST_PAUSE_NANOS;
      long nextPauseNanos =
          goesOn ? Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS) : FIRST_PAUSE_NANOS;
      if (!dueAtNanos.compareAndSet(dueNanos, nowNanos + nextPauseNanos)) {
        return false;
      }
      pauseNanos = nextPauseNanos;
      return true;
    }
  }
}
