package dev.ringfence.engine.state;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.ringfence.engine.domain.Hashing;
import dev.ringfence.engine.domain.Text;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All ids begin with the smallest filter, of one page and 43,690 ids, if the window is small. */
class AcceptedIdsTest {
  private static final long SEED = 42;
  private static final int SMALL_WINDOW = 1;
  private static final long UNLIMITED = Long.MAX_VALUE;
  private static final int IDS_PER_ROUND = 4;
  private static final int PROBES = 200_000;

  /** {@code -Dringfence.filter.ids=40000000} takes ten seconds, and 240 MB. */
  private static final int MANY = Integer.getInteger("ringfence.filter.ids", 4_000_000);

  private final Text text = new Text();
  private final byte[] id = "0f8fad5b-d9cb-469f-a165-00000000".getBytes(StandardCharsets.US_ASCII);

  @Test
  void shouldKnowEveryIdThatWasAdded() {
    AcceptedIds ids = new AcceptedIds(SMALL_WINDOW, UNLIMITED, SEED);
    accept(ids, 0, 300_000);
    ids.expectMore(50_000);
    addOlder(ids, 300_000, 600_000);
    ids.complete();

    for (int number = 0; number < 600_000; number++) {
      assertTrue(ids.mayContain(key(number)), "id " + number);
    }
  }

  @Test
  void shouldHoldItsRateOfFalseAlarmsWhenManyWereAccepted() {
    AcceptedIds ids = new AcceptedIds(SMALL_WINDOW, UNLIMITED, SEED);
    accept(ids, 0, MANY);

    assertRate(ids, MANY);
  }

  @Test
  void shouldHoldItsRateWhenAHalfIsOlderThanTheWindows() {
    AcceptedIds ids = new AcceptedIds(SMALL_WINDOW, UNLIMITED, SEED);
    accept(ids, 0, MANY / 2);
    ids.expectMore(MANY / 2);
    addOlder(ids, MANY / 2, MANY);
    ids.complete();

    assertRate(ids, MANY);
  }

  @Test
  void shouldHoldItsRateWhenTheShardWasLostAndTakenManyTimes() {
    AcceptedIds ids = new AcceptedIds(SMALL_WINDOW, UNLIMITED, SEED);
    for (int number = 0; number < 1_000_000; number += 20_000) {
      accept(ids, number, number + 10_000);
      ids.expectMore(10_000);
      addOlder(ids, number + 10_000, number + 20_000);
      ids.complete();
    }

    assertRate(ids, 1_000_000);
  }

  @Test
  void shouldTellWhenItsMemoryIsUsedUp() {
    AcceptedIds ids = new AcceptedIds(SMALL_WINDOW, 8 * IdFilter.PAGE_BYTES, SEED);
    accept(ids, 0, 3 * 43_690);
    assertFalse(ids.isCrowded());

    accept(ids, 3 * 43_690, 5 * 43_690);

    assertTrue(ids.isCrowded());
    assertTrue(alarms(ids, 5 * 43_690) < PROBES / 10);
    assertTrue(ids.mayContain(key(0)));
    assertTrue(ids.mayContain(key(5 * 43_690 - 1)));
  }

  @Test
  void shouldTellWhenAHistoryIsLongerThanItsMemory() {
    AcceptedIds ids = new AcceptedIds(SMALL_WINDOW, 8 * IdFilter.PAGE_BYTES, SEED);
    ids.expectMore(300_000);
    addOlder(ids, 0, 4 * 43_690);
    assertFalse(ids.isCrowded());

    addOlder(ids, 4 * 43_690, 300_000);

    assertTrue(ids.isCrowded());
  }

  @Test
  void shouldNeverAllocateMoreThanAPageForACommand() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    AcceptedIds ids = new AcceptedIds(SMALL_WINDOW, UNLIMITED, SEED);
    accept(ids, 0, 20_000);
    long most = 0;
    for (int number = 20_000; number < 1_000_000; number++) {
      long key = key(number);
      long before = threads.getCurrentThreadAllocatedBytes();
      ids.add(key);
      most = Math.max(most, threads.getCurrentThreadAllocatedBytes() - before);
    }

    assertTrue(most < IdFilter.PAGE_BYTES + 10_000, most + " bytes");
    assertTrue(most >= IdFilter.PAGE_BYTES, most + " bytes, and it never grew");
  }

  @Test
  void shouldTakeEveryIdForAnOldOneWhileSomeAreMissing() {
    AcceptedIds ids = new AcceptedIds(SMALL_WINDOW, UNLIMITED, SEED);
    assertFalse(ids.mayContain(key(1)));

    ids.expectMore(1);
    assertTrue(ids.mayContain(key(1)));

    ids.complete();
    assertFalse(ids.mayContain(key(1)));
  }

  @Test
  @Timeout(60)
  void shouldLoseNoIdWhenTheShardAcceptsWhileOlderOnesAreAdded() throws Exception {
    int rounds = 2_000;
    CyclicBarrier bothReady = new CyclicBarrier(2);
    CyclicBarrier bothDone = new CyclicBarrier(2);
    AtomicReference<AcceptedIds> shared = new AtomicReference<>();
    try (ExecutorService historian = Executors.newSingleThreadExecutor()) {
      Future<?> reading =
          historian.submit(
              () -> {
                for (int round = 0; round < rounds; round++) {
                  bothReady.await();
                  AcceptedIds both = shared.get();
                  for (int number = 0; number < IDS_PER_ROUND; number++) {
                    both.add(1, Text.of("old-" + number));
                  }
                  both.complete();
                  bothDone.await();
                }
                return null;
              });
      for (int round = 0; round < rounds; round++) {
        AcceptedIds both = new AcceptedIds(SMALL_WINDOW, UNLIMITED, SEED);
        both.expectMore(IDS_PER_ROUND);
        shared.set(both);
        bothReady.await();
        for (int number = 0; number < IDS_PER_ROUND; number++) {
          both.add(Hashing.ofKey(SEED, 1, Text.of("new-" + number)));
        }
        bothDone.await();
        for (int number = 0; number < IDS_PER_ROUND; number++) {
          assertTrue(both.mayContain(Hashing.ofKey(SEED, 1, Text.of("new-" + number))));
          assertTrue(both.mayContain(Hashing.ofKey(SEED, 1, Text.of("old-" + number))));
        }
      }
      reading.get();
    }
  }

  private void assertRate(AcceptedIds ids, int accepted) {
    int alarms = alarms(ids, accepted);

    System.out.printf("False alarms: %.2f %% after %,d ids%n", 100.0 * alarms / PROBES, accepted);
    assertTrue(alarms < PROBES / 100, alarms + " of " + PROBES);
    assertFalse(ids.isCrowded());
  }

  private int alarms(AcceptedIds ids, int firstNew) {
    int alarms = 0;
    for (int number = firstNew; number < firstNew + PROBES; number++) {
      alarms += ids.mayContain(key(number)) ? 1 : 0;
    }
    return alarms;
  }

  private void accept(AcceptedIds ids, int from, int to) {
    for (int number = from; number < to; number++) {
      ids.add(key(number));
    }
  }

  private void addOlder(AcceptedIds ids, int from, int to) {
    for (int number = from; number < to; number++) {
      write(number);
      ids.add(account(number), text);
    }
  }

  private long key(int number) {
    write(number);
    return Hashing.ofKey(SEED, account(number), text);
  }

  private static long account(int number) {
    return 1L + number % 1_000;
  }

  private void write(int number) {
    int rest = number;
    for (int index = id.length - 1; index >= id.length - 8; index--) {
      id[index] = (byte) Character.forDigit(rest & 0xF, 16);
      rest >>>= 4;
    }
    text.set(id, 0, id.length);
  }
}
