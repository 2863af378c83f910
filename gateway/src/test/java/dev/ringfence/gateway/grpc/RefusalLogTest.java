package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class RefusalLogTest {
  private static final long SECOND_NANOS = 1_000_000_000;

  @Test
  void shouldTellEachReasonOnceASecondAtMost() {
    AtomicLong nowNanos = new AtomicLong();
    Logger logger = (Logger) LoggerFactory.getLogger("refusal-log-test");
    logger.setAdditive(false);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    RefusalLog log = new RefusalLog(nowNanos::get, logger);

    for (int milli = 0; milli < 3_000; milli++) {
      log.count("SHARD_BUSY");
      log.count("PERMISSION_DENIED");
      nowNanos.addAndGet(SECOND_NANOS / 1_000);
    }

    assertEquals(6, lines.list.size());
    assertEquals(
        "Calls ended as SHARD_BUSY: 1 since the last such line",
        lines.list.get(0).getFormattedMessage());
    assertEquals(
        "Calls ended as SHARD_BUSY: 1000 since the last such line",
        lines.list.get(2).getFormattedMessage());
  }
}
