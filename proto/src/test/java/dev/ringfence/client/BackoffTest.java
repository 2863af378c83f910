package dev.ringfence.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private static final int MANY = 2_000;

  @Test
  void shouldDoubleUpToTheLongest() {
    Backoff backoff = backoff(Duration.ofMillis(20), Duration.ofSeconds(1));

    assertWithin(10, 20, waits(backoff, 0, 0));
    assertWithin(40, 80, waits(backoff, 2, 0));
    assertWithin(500, 1_000, waits(backoff, 1_000, 0));
  }

  @Test
  void shouldDoubleAlsoWhatIsLessThanAMillisecond() {
    Backoff backoff = backoff(Duration.ofNanos(1_000), Duration.ofSeconds(1));

    assertWithin(500, 1_000, waits(backoff, 10, 0));
  }

  @Test
  void shouldComeNoSoonerThanAskedAndNotAllAtOnce() {
    Backoff backoff = backoff(Duration.ofMillis(20), Duration.ofSeconds(1));

    LongSummaryStatistics waits = waits(backoff, 0, 500);

    assertWithin(500, 750, waits);
    assertTrue(waits.getMax() - waits.getMin() > 200, waits::toString);
  }

  @Test
  void shouldRefuseTimesThatNobodyCanCount() {
    ClientConfig config = ClientConfig.to("127.0.0.1:7400");

    for (Duration wrong :
        new Duration[] {Duration.ZERO, Duration.ofMillis(-1), Duration.ofSeconds(Long.MAX_VALUE)}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> config.withCallTimeout(wrong))
              .getMessage();
      assertEquals("callTimeout", message.split(" ", 2)[0]);
    }
  }

  private static LongSummaryStatistics waits(Backoff backoff, int attempt, long askedMillis) {
    return LongStream.generate(() -> backoff.delayMillis(attempt, askedMillis))
        .limit(MANY)
        .summaryStatistics();
  }

  private static void assertWithin(long least, long most, LongSummaryStatistics waits) {
    assertTrue(waits.getMin() >= least && waits.getMax() <= most, waits::toString);
  }

  private static Backoff backoff(Duration first, Duration longest) {
    ClientConfig usual = ClientConfig.to("127.0.0.1:7400");
    return new Backoff(
        new ClientConfig(
            usual.targets(),
            usual.credentials(),
            usual.token(),
            usual.plaintextAllowed(),
            usual.callTimeout(),
            usual.resolveTimeout(),
            first,
            longest,
            usual.maxInFlight(),
            usual.closeTimeout()));
  }
}
