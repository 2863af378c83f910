package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeadlineTest {

  @Test
  void shouldAskAgainUntilConditionIsTrue() {
    AtomicInteger asked = new AtomicInteger();

    assertTrue(Deadline.after(Duration.ofMinutes(1)).await(() -> asked.incrementAndGet() == 3));
  }

  @Test
  void shouldGiveUpWhenTimeIsOver() {
    assertFalse(Deadline.after(Duration.ofMillis(30)).await(() -> false));
  }

  @Test
  void shouldAskAtLeastOnceWhenThereIsNoTime() {
    assertTrue(Deadline.after(Duration.ZERO).await(() -> true));
  }
}
