package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class RefusalLogTest {
  private final AtomicLong nowNanos = new AtomicLong();
  private final Logger logger = (Logger) LoggerFactory.getLogger("refusal-log-test");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final RefusalLog log = new RefusalLog(nowNanos::get, logger);

  @BeforeEach
  void listen() {
    logger.setAdditive(false);
    logger.setLevel(Level.INFO);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
  }

  @Test
  void shouldTellEachReasonWithItsCount() {
    for (int milli = 0; milli < 1_500; milli++) {
      log.count("SHARD_BUSY");
      log.count("PERMISSION_DENIED");
      pass(1);
    }

    assertEquals(
        List.of(
            "Calls ended as SHARD_BUSY: 1 since the last such line",
            "Calls ended as PERMISSION_DENIED: 1 since the last such line",
            "Calls ended as SHARD_BUSY: 1000 since the last such line",
            "Calls ended as PERMISSION_DENIED: 1000 since the last such line"),
        told());
  }

  /** At 0, 1, 3, 7, 15, 25 and 35 s. */
  @Test
  void shouldTellOfWhatGoesOnLessAndLessAndLeaveNothingOut() {
    refuseFor(36_000);

    assertEquals(
        List.of(1L, 1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L),
        told().stream().map(line -> Long.parseLong(line.replaceAll("\\D", ""))).toList());
  }

  @Test
  void shouldTellAtOnceWhatBeginsAgain() {
    refuseFor(4_000);
    pass(19_000);
    int before = told().size();

    refuseFor(1_500);

    assertEquals(before + 2, told().size(), () -> told().toString());
  }

  /** As where each call is refused after the two seconds that PostgreSQL waits for a lock. */
  @Test
  void shouldTellOfWhatGoesOnSlowlyLessAndLess() {
    for (int call = 0; call < 27; call++) {
      log.count("SHARD_NOT_SERVING");
      pass(2_200);
    }

    assertTrue(told().size() <= 9, () -> told().toString());
  }

  private void refuseFor(int millis) {
    for (int milli = 0; milli < millis; milli++) {
      log.count("SHARD_BUSY");
      pass(1);
    }
  }

  private void pass(int millis) {
    nowNanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private List<String> told() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
