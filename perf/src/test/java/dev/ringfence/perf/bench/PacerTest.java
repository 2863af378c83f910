package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PacerTest {
  private static final long SECOND = 1_000_000_000L;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 1_000, 20_000, 999_983})
  void shouldPlanEvenlyWithoutDrift(int perSecond) {
    Pacer pacer = new Pacer(new FakeClock(0), 5, perSecond);

    assertEquals(5, pacer.plannedNanos(0));
    assertEquals(5 + 3_600 * SECOND, pacer.plannedNanos(3_600L * perSecond));
    for (long number = 0; number < 1_000; number++) {
      double exact = 5 + number * 1e9 / perSecond;
      assertEquals(exact, (double) pacer.plannedNanos(number), 1.0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 20_000})
  void shouldSendNeverEarlyAndLittleLate(int perSecond) {
    FakeClock clock = new FakeClock(30_000);
    Pacer pacer = new Pacer(clock, clock.nanoTime(), perSecond);

    for (long number = 0; number < perSecond; number++) {
      long planned = pacer.plannedNanos(number);
      pacer.await(planned);
      long late = clock.nanoTime() - planned;
      assertTrue(late >= 0 && late <= 110_000, () -> "late by " + late + " ns");
    }
    assertTrue(clock.naps <= perSecond, () -> clock.naps + " naps");
  }

  @Test
  void shouldNapSeldomWhenRateIsHigh() {
    FakeClock clock = new FakeClock(5_000);
    Pacer pacer = new Pacer(clock, clock.nanoTime(), 100_000);

    for (long number = 0; number < 100_000; number++) {
      pacer.await(pacer.plannedNanos(number));
    }

    assertTrue(clock.naps < 13_000, () -> clock.naps + " naps in a second");
  }

  @Test
  void shouldCatchUpAtOnceAfterStall() {
    FakeClock clock = new FakeClock(0);
    Pacer pacer = new Pacer(clock, clock.nanoTime(), 1_000);
    pacer.await(pacer.plannedNanos(10));
    int napsBefore = clock.naps;

    clock.now += SECOND / 2;
    for (long number = 11; number <= 510; number++) {
      pacer.await(pacer.plannedNanos(number));
    }

    assertEquals(napsBefore, clock.naps);
    assertEquals(pacer.plannedNanos(510), clock.nanoTime());
  }

  /** Wakes up late by a fixed time. */
  private static final class FakeClock implements Clock {
    private final long oversleepNanos;
    private long now = 1_000;
    private int naps;

    FakeClock(long oversleepNanos) {
      this.oversleepNanos = oversleepNanos;
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void park(long nanos) {
      naps++;
      now += nanos + oversleepNanos;
    }
  }
}
