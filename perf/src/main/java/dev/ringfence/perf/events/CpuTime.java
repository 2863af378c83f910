package dev.ringfence.perf.events;

import java.time.Duration;

/** The time that this process and its children, the servers, have had on the cores. */
final class CpuTime {
  private static final double NANOS_PER_MICRO = 1e3;

  private final long startNanos = nanos();

  /** Microseconds for each of so many events since this was made. */
  double microsPer(long events) {
    return (nanos() - startNanos) / NANOS_PER_MICRO / events;
  }

  private static long nanos() {
    ProcessHandle self = ProcessHandle.current();
    return nanos(self) + self.descendants().mapToLong(CpuTime::nanos).sum();
  }

  private static long nanos(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }
}
