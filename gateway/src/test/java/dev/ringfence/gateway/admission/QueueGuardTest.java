package dev.ringfence.gateway.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class QueueGuardTest {
  private static final long MILLI = 1_000_000;
  private static final int LEAST = 100;
  private static final int MOST = 8_192;

  private final QueueGuard guard = new QueueGuard(50 * MILLI, LEAST, MOST, 0);
  private long nowNanos;
  private double queued;

  @Test
  void shouldAdmitAllThatTheRingHoldsAtFirst() {
    assertTrue(guard.admits(MOST - 1));
    assertFalse(guard.admits(MOST));
  }

  @Test
  void shouldFindTheQueueThatKeepsTheTargetUnderTenfoldLoad() {
    run(3_000, 10_000, 100_000);

    assertEquals(500, queued, 100, "10,000 a second for 50 ms");
  }

  @Test
  void shouldAdmitMoreAsSoonAsTheShardGetsFaster() {
    run(3_000, 10_000, 100_000);

    run(3_000, 40_000, 100_000);

    assertEquals(2_000, queued, 400, "40,000 a second for 50 ms");
  }

  @Test
  void shouldAlwaysLetOneBatchWait() {
    run(3_000, 100, 100_000);

    assertEquals(LEAST, guard.limit());
  }

  @Test
  void shouldNotLearnFromTimesWithoutOverload() {
    run(3_000, 10_000, 100_000);
    int learnt = guard.limit();

    run(10_000, 10_000, 1_000);

    assertTrue(guard.limit() <= learnt * 5 / 4, learnt + " became " + guard.limit());
  }

  @Test
  void shouldJudgeByTheMeanOfAWindowWhenOneAnswerWasSlow() {
    for (int answer = 0; answer < 100; answer++) {
      guard.onAnswered(answer == 50 ? 1_000 * MILLI : MILLI, answer * MILLI / 10);
    }
    guard.onAnswered(MILLI, 20 * MILLI);

    assertEquals(MOST, guard.limit());
  }

  @Test
  void shouldGoOnWhenTheClockRunsOver() {
    long startNanos = Long.MAX_VALUE - 10 * MILLI;
    QueueGuard late = new QueueGuard(50 * MILLI, LEAST, MOST, startNanos);

    late.onAnswered(100 * MILLI, startNanos + 20 * MILLI);

    assertEquals(MOST / 2, late.limit());
  }

  /**
   * A shard that answers so many a second, and is offered so many a second, millisecond by
   * millisecond.
   */
  private void run(int millis, int served, int offered) {
    for (int milli = 0; milli < millis; milli++) {
      nowNanos += MILLI;
      for (int command = 0; command < offered / 1_000; command++) {
        if (guard.admits((long) queued)) {
          queued++;
        }
      }
      long waitNanos = (long) (queued / served * 1e9);
      for (double done = served / 1e3; done > 0 && queued > 0; done--) {
        double share = Math.min(1, done);
        queued = Math.max(0, queued - share);
        guard.onAnswered(waitNanos, nowNanos);
      }
    }
  }
}
