package dev.ringfence.perf.bench;

import java.time.Duration;
import java.util.Locale;

/** How many cores a server and this process, which loads it, have had since this was made. */
final class CpuShares {
  private final long serverId;
  private final long startNanos = System.nanoTime();
  private final long serverStartNanos;
  private final long senderStartNanos;

  CpuShares(long serverId) {
    this.serverId = serverId;
    serverStartNanos = cpuNanos(serverId);
    senderStartNanos = cpuNanos(ProcessHandle.current().pid());
  }

  /** As words: "engine 0.61, sender 0.30 cores". */
  String words() {
    double elapsed = (double) (System.nanoTime() - startNanos);
    return String.format(
        Locale.ROOT,
        "engine %.2f, sender %.2f cores",
        (cpuNanos(serverId) - serverStartNanos) / elapsed,
        (cpuNanos(ProcessHandle.current().pid()) - senderStartNanos) / elapsed);
  }

  private static long cpuNanos(long processId) {
    return ProcessHandle.of(processId)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO)
        .toNanos();
  }
}
