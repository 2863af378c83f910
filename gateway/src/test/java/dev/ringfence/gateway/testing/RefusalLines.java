package dev.ringfence.gateway.testing;

import dev.ringfence.gateway.grpc.RefusalLog;
import dev.ringfence.journal.testing.LogLines;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** What the log tells of refusals while this is open. */
public final class RefusalLines implements AutoCloseable {
  private final LogLines lines = new LogLines(RefusalLog.class);

  /** Has it refused again and again, as others may have had the line that was due already. */
  public void awaitLineOf(String reason, Callable<?> refused) throws Exception {
    long latestNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(25);
    while (lines.said().stream()
        .noneMatch(line -> line.startsWith("Calls ended as " + reason + ":"))) {
      if (System.nanoTime() - latestNanos > 0) {
        throw new AssertionError("No line about " + reason + " among " + lines.said());
      }
      var _ = refused.call();
    }
  }

  @Override
  public void close() {
    lines.close();
  }
}
