package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.journal.testing.LogLines;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class RefusalLogTest {
  private final LogLines lines = new LogLines(RefusalLogTest.class);
  private final AtomicLong nowNanos = new AtomicLong();
  private final RefusalLog log =
      new RefusalLog(nowNanos::get, LoggerFactory.getLogger(RefusalLogTest.class));

  @AfterEach
  void stop() {
    lines.close();
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
        lines.said());
  }

  /** At 0, 1, 3, 7, 15, 25 and 35 s. */
  @Test
  void shouldTellOfWhatGoesOnLessAndLessAndLeaveNothingOut() {
    refuseFor(36_000);

    assertEquals(
        List.of(1L, 1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L),
        lines.said().stream().map(line -> Long.parseLong(line.replaceAll("\\D", ""))).toList());
  }

  @Test
  void shouldTellAtOnceWhatBeginsAgain() {
    refuseFor(4_000);
    pass(19_000);
    int before = lines.said().size();

    refuseFor(1_500);

    assertEquals(before + 2, lines.said().size(), () -> lines.said().toString());
  }

  /** As where each call is refused after the two seconds that PostgreSQL waits for a lock. */
  @Test
  void shouldTellOfWhatGoesOnSlowlyLessAndLess() {
    for (int call = 0; call < 27; call++) {
      log.count("SHARD_NOT_SERVING");
      pass(2_200);
    }

    assertTrue(lines.said().size() <= 9, () -> lines.said().toString());
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
}
