package dev.ringfence.gateway.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.admission.ClientQuota.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientQuotaTest {
  private static final long SECOND_NANOS = 1_000_000_000;

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 10, Long.MIN_VALUE, -1})
  void shouldLetABurstThroughAndThenKeepToTheRate(long startNanos) {
    ClientQuota quota = new ClientQuota(new ClientLimits(100, 20, 0), startNanos);

    assertEquals(20, enter(quota, startNanos, 50));
    assertEquals(0, enter(quota, startNanos + SECOND_NANOS / 100 - 1, 50));
    assertEquals(1, enter(quota, startNanos + SECOND_NANOS / 100, 50));
    assertEquals(20, enter(quota, startNanos + 60 * SECOND_NANOS, 50), "no more than a burst");
  }

  @Test
  void shouldKeepToTheRateInTheLongRun() {
    ClientQuota quota = new ClientQuota(new ClientLimits(1_000, 100, 0), 0);
    int entered = 0;

    for (long nowNanos = 0; nowNanos < 10 * SECOND_NANOS; nowNanos += 100_000) {
      entered += enter(quota, nowNanos, 1);
    }

    assertTrue(entered >= 10_000 && entered <= 10_101, "entered " + entered);
  }

  @Test
  void shouldCountWhatIsUnderWay() {
    ClientQuota quota = new ClientQuota(new ClientLimits(0, 0, 2), 0);

    assertEquals(Entry.ENTERED, quota.tryEnter(0));
    assertEquals(Entry.ENTERED, quota.tryEnter(0));
    assertEquals(Entry.TOO_MANY, quota.tryEnter(0));
    quota.leave();
    assertEquals(Entry.ENTERED, quota.tryEnter(0));
    assertEquals(2, quota.inFlight());
  }

  @Test
  void shouldNotCountWhatIsRefused() {
    ClientQuota quota = new ClientQuota(new ClientLimits(1, 1, 10), 0);

    assertEquals(Entry.ENTERED, quota.tryEnter(0));
    assertEquals(Entry.TOO_FAST, quota.tryEnter(0));

    assertEquals(1, quota.inFlight());
  }

  @Test
  void shouldHoldWhenManyThreadsAskAtOnce() throws InterruptedException {
    ClientQuota quota = new ClientQuota(new ClientLimits(1, 1_000, 500), 0);
    AtomicInteger entered = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();

    for (int thread = 0; thread < 4; thread++) {
      threads.add(Thread.ofPlatform().start(() -> entered.addAndGet(enter(quota, 0, 1_000))));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertEquals(500, entered.get());
    assertEquals(500, quota.inFlight());
  }

  @Test
  void shouldRefuseLimitsThatMakeNoSense() {
    assertThrows(IllegalArgumentException.class, () -> new ClientLimits(-1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new ClientLimits(1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new ClientLimits(0, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new ClientLimits(1_000_001, 1, 0));
  }

  private static int enter(ClientQuota quota, long nowNanos, int times) {
    int entered = 0;
    for (int time = 0; time < times; time++) {
      if (quota.tryEnter(nowNanos) == Entry.ENTERED) {
        entered++;
      }
    }
    return entered;
  }
}
