package dev.ringfence.gateway.grpc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that calls and commands are refused, and why: at most one line a second for each reason,
 * however many there are. Nothing of the calls themselves is told.
 */
public final class RefusalLog {
  /** The one of the process, as its log is. */
  public static final RefusalLog SHARED =
      new RefusalLog(System::nanoTime, LoggerFactory.getLogger(RefusalLog.class));

  private static final long PAUSE_NANOS = 1_000_000_000;

  private final Map<String, Counted> reasons = new ConcurrentHashMap<>();
  private final LongSupplier nanoClock;
  private final Logger logger;

  /** How many were not told yet, and when the next line is due. */
  private record Counted(LongAdder untold, AtomicLong dueAtNanos) {}

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
      counted =
          reasons.computeIfAbsent(
              reason, _ -> new Counted(new LongAdder(), new AtomicLong(nowNanos)));
    }
    counted.untold().increment();
    long dueNanos = counted.dueAtNanos().get();
    if (nowNanos - dueNanos >= 0
        && counted.dueAtNanos().compareAndSet(dueNanos, nowNanos + PAUSE_NANOS)) {
      logger.info(
          "Calls ended as {}: {} since the last such line",
          reason,
          counted.untold().sumThenReset());
    }
  }
}
