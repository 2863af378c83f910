package dev.ringfence.journal.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** What is logged while this is open, which nobody else hears meanwhile. */
public final class LogLines implements AutoCloseable {
  private final BlockingQueue<ILoggingEvent> lines = new LinkedBlockingQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
          lines.add(line);
        }
      };
  private final Logger logger;
  private final Level levelBefore;

  /** Of one class, from information on. */
  public LogLines(Class<?> whose) {
    this(whose, Level.INFO);
  }

  public LogLines(Class<?> whose, Level least) {
    this(whose.getName(), least);
  }

  /** Of all classes of a package and below. */
  public LogLines(String whose, Level least) {
    logger = (Logger) LoggerFactory.getLogger(whose);
    levelBefore = logger.getLevel();
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(least);
    logger.setAdditive(false);
  }

  /** All that nobody has taken, in its order; after the end as well. */
  public List<String> said() {
    return lines.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** The levels of the lines since it was asked last. */
  public String take() {
    List<ILoggingEvent> taken = new ArrayList<>();
    lines.drainTo(taken);
    return taken.stream().map(ILoggingEvent::getLevel).toList().toString();
  }

  /** Takes the next line, which another thread may still have to write. */
  public ILoggingEvent next(Duration limit) throws InterruptedException {
    ILoggingEvent line = lines.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    if (line == null) {
      throw new AssertionError(
          "no line of " + logger.getName() + " in " + limit.toSeconds() + " s");
    }
    return line;
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(levelBefore);
    logger.setAdditive(true);
  }
}
