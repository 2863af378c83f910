package dev.ringfence.engine.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EngineTimeTest {
  private static final long START = 1_800_000_000_000L;
  private static final long YEAR = TimeUnit.DAYS.toMillis(365);

  private final List<String> jumps = new ArrayList<>();
  private final List<Long> behind = new ArrayList<>();
  private final EngineMetrics metrics =
      new EngineMetrics() {
        @Override
        public void onClockJump(int shardId, long aheadMillis, boolean believed) {
          jumps.add(shardId + " " + aheadMillis + " " + believed);
        }

        @Override
        public void onClockBehind(int shardId, long behindMillis) {
          behind.add(behindMillis);
        }
      };

  private long wall = START;

  /** Near its end, so that it wraps. */
  private long nanos = Long.MAX_VALUE - 5;

  private final EngineTime time = new EngineTime(7, () -> wall, () -> nanos, metrics);
  private long last;

  @Test
  void shouldDoubtTheFirstReadingWhenAnotherClockIsFarBehind() {
    time.beginAt(wall - YEAR);
    nanos += TimeUnit.MILLISECONDS.toNanos(5);

    assertEquals(wall - YEAR + 5, time.millis(0));
  }

  @Test
  void shouldAskNobodyElseOnceItHasBegun() {
    long begun = time.millis(0);
    time.beginAt(begun - YEAR);

    assertEquals(begun, time.millis(0));
  }

  @Test
  void shouldFollowTheClock() {
    read();

    pass(20);

    assertEquals(START + 20, read());
  }

  @Test
  void shouldBelieveTheFirstReadingWhenTheShardWasDown() {
    last = START - YEAR;

    assertEquals(START, read());
    assertEquals(List.of(), jumps);
  }

  @Test
  void shouldFollowASmallStepAtOnce() {
    read();
    wall += EngineTime.SLACK_MILLIS;

    assertEquals(START + EngineTime.SLACK_MILLIS, read());
    assertEquals(List.of(), jumps);
  }

  @Test
  void shouldStandStillWhenTheClockRunsBackwards() {
    read();
    wall -= 50;
    boolean stood = read() == START;
    pass(49);
    stood &= read() == START;
    pass(2);

    assertEquals(true, stood);
    assertEquals(START + 1, read());
  }

  @Test
  void shouldRunOnWhenTheClockJumpsAYearAheadAndBack() {
    read();
    wall += YEAR;
    for (int tick = 1; tick <= 1_000; tick++) {
      pass(20);
      assertEquals(START + 20L * tick, read());
    }
    wall -= YEAR;
    pass(20);

    assertEquals(START + 20_020, read());
    assertEquals(List.of("7 " + YEAR + " false"), jumps);
  }

  @Test
  void shouldRunOnWhenTheClockJumpsAYearBackAndAheadAgain() {
    read();
    wall -= YEAR;
    pass(30_000);
    long during = read();
    wall += YEAR;

    assertEquals(START, during);
    assertEquals(START + 30_000, read());
    assertEquals(List.of(), jumps);
  }

  @Test
  void shouldFollowAJumpThatHasLastedForAMinute() {
    read();
    wall += 5_000;
    read();
    pass(EngineTime.BELIEF_MILLIS - 1);
    long before = read();
    pass(1);

    assertEquals(START + 59_999, before);
    assertEquals(START + 65_000, read());
    assertEquals(List.of("7 5000 false", "7 5000 true"), jumps);
  }

  @Test
  void shouldRunOnFromAJumpOnceItIsBelieved() {
    read();
    wall += 5_000;
    read();
    pass(EngineTime.BELIEF_MILLIS);
    read();
    pass(20);

    assertEquals(START + 65_020, read());
    assertEquals(List.of("7 5000 false", "7 5000 true"), jumps);
  }

  @Test
  void shouldFollowAClockThatRunsALittleFast() {
    read();
    for (int minute = 0; minute < 60; minute++) {
      pass(60_000);
      wall += 50;
      assertEquals(wall, read());
    }

    assertEquals(List.of(), jumps);
  }

  @Test
  void shouldWaitAMinuteAgainWhenTheClockJumpsOnceMore() {
    read();
    wall += 5_000;
    read();
    pass(59_000);
    wall += YEAR;
    read();
    pass(59_000);

    assertEquals(START + 118_000, read());
    assertEquals(List.of("7 5000 false", "7 " + (5_000 + YEAR) + " false"), jumps);
  }

  @Test
  void shouldNotCreepWhenItIsReadOftenDuringAJump() {
    read();
    wall += YEAR;
    for (int reading = 0; reading < 10_000; reading++) {
      read();
    }

    assertEquals(START, read());
  }

  @Test
  void shouldTellWhileTheClockIsBehindWhatIsDurable() {
    read();
    wall -= 1_000;
    read();
    wall -= 4_000;
    read();
    pass(3_000);
    read();
    pass(1_500);
    read();
    read();

    assertEquals(List.of(5_000L, 2_000L, 0L), behind);
  }

  private long read() {
    last = time.millis(last);
    return last;
  }

  private void pass(long millis) {
    wall += millis;
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
