package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.localstack.testing.Until;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class EventWatchTest {
  private static final String NOBODY = "127.0.0.1:1";

  @Test
  void shouldLeaveNothingBehindWhenRedisIsAway() throws Exception {
    UnreachableException away =
        assertThrows(
            UnreachableException.class,
            () -> new EventWatch("r-", NOBODY, "redis://" + NOBODY, Duration.ofSeconds(1)));

    assertTrue(away.getMessage().startsWith("Redis can't be read: "), away::getMessage);
    Until.holds(
        "the threads of the Redis client end",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("lettuce")));
  }
}
