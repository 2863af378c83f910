package dev.ringfence.gateway.grpc;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that calls are refused, and why: at most one line a second for each reason, however many
 * there are. Nothing of the calls themselves is told.
 */
final class RefusalLog {
  /** The one of the process, as its log is. */
  static final RefusalLog SHARED =
      new RefusalLog(System::nanoTime, LoggerFactory.getLogger(RefusalLog.class));

  private static final long PAUSE_NANOS = 1_000_000_000;

  private final Map<ErrorReason, Counted> reasons = new EnumMap<>(ErrorReason.class);
  private final LongSupplier nanoClock;
  private final Logger logger;

  /** How many were not told yet, and when the next line is due. */
  private record Counted(LongAdder untold, AtomicLong dueAtNanos) {}

  RefusalLog(LongSupplier nanoClock, Logger logger) {
    this.nanoClock = nanoClock;
    this.logger = logger;
    long nowNanos = nanoClock.getAsLong();
    for (ErrorReason reason : ErrorReason.values()) {
      reasons.put(reason, new Counted(new LongAdder(), new AtomicLong(nowNanos)));
    }
  }

  void count(ErrorReason reason) {
    Counted counted = reasons.get(reason);
    counted.untold().increment();
    long nowNanos = nanoClock.getAsLong();
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
