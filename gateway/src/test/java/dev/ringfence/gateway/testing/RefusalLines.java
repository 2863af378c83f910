package dev.ringfence.gateway.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.ringfence.gateway.grpc.RefusalLog;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** What the log tells of refusals while this is open. */
public final class RefusalLines implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger(RefusalLog.class);
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
          lines.add(line.getFormattedMessage());
        }
      };

  public RefusalLines() {
    logger.setLevel(Level.INFO);
    appender.start();
    logger.addAppender(appender);
  }

  /** Has it refused again and again, as others may have had the line that was due already. */
  public void awaitLineOf(String reason, Callable<?> refused) throws Exception {
    long latestNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(25);
    while (lines.stream().noneMatch(line -> line.startsWith("Calls ended as " + reason + ":"))) {
      if (System.nanoTime() - latestNanos > 0) {
        throw new AssertionError("No line about " + reason + " among " + lines);
      }
      var _ = refused.call();
    }
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    appender.stop();
  }
}
