package dev.ringfence.engine.state;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.domain.Text;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AcceptedIdsTest {
  private static final long SEED = 42;
  private static final int WINDOW = 1 << 12;
  private static final int IDS_PER_ROUND = 4;

  private final AcceptedIds ids = new AcceptedIds(WINDOW, SEED);

  @Test
  void shouldKnowEveryIdThatWasAdded() {
    addAsManyAs(25 * WINDOW);

    for (int id = 0; id < 25 * WINDOW; id++) {
      assertTrue(mayContain("id-" + id), "id-" + id);
    }
  }

  @Test
  void shouldSeldomTakeANewIdForAnOldOne() {
    addAsManyAs(25 * WINDOW);

    int alarms = 0;
    for (int id = 0; id < 100_000; id++) {
      alarms += mayContain("new-" + id) ? 1 : 0;
    }

    assertTrue(alarms < 4_000, alarms + " of 100,000");
  }

  @Test
  void shouldTakeEveryIdForAnOldOneWhileSomeAreMissing() {
    assertFalse(mayContain("new"));

    ids.expectMore();
    assertTrue(mayContain("new"));

    ids.complete();
    assertFalse(mayContain("new"));
  }

  @Test
  @Timeout(60)
  void shouldLoseNoIdWhenTheShardAcceptsWhileOlderOnesAreAdded() throws Exception {
    int rounds = 20_000;
    CyclicBarrier bothReady = new CyclicBarrier(2);
    CyclicBarrier bothDone = new CyclicBarrier(2);
    AtomicReference<AcceptedIds> shared = new AtomicReference<>();
    try (ExecutorService historian = Executors.newSingleThreadExecutor()) {
      Future<?> reading =
          historian.submit(
              () -> {
                for (int round = 0; round < rounds; round++) {
                  bothReady.await();
                  AcceptedIds crowded = shared.get();
                  for (int id = 0; id < IDS_PER_ROUND; id++) {
                    crowded.add(1, text("old-" + id));
                  }
                  crowded.complete();
                  bothDone.await();
                }
                return null;
              });
      for (int round = 0; round < rounds; round++) {
        AcceptedIds crowded = new AcceptedIds(1, SEED);
        crowded.expectMore();
        shared.set(crowded);
        bothReady.await();
        for (int id = 0; id < IDS_PER_ROUND; id++) {
          crowded.add(Hashing.ofKey(SEED, 1, text("new-" + id)));
        }
        bothDone.await();
        for (int id = 0; id < IDS_PER_ROUND; id++) {
          assertTrue(crowded.mayContain(Hashing.ofKey(SEED, 1, text("new-" + id))), "new-" + id);
          assertTrue(crowded.mayContain(Hashing.ofKey(SEED, 1, text("old-" + id))), "old-" + id);
        }
      }
      reading.get();
    }
  }

  private void addAsManyAs(int count) {
    for (int id = 0; id < count; id++) {
      ids.add(1 + id % 1_000, text("id-" + id));
    }
  }

  private boolean mayContain(String id) {
    int number = id.startsWith("id-") ? Integer.parseInt(id.substring(3)) : 0;
    return ids.mayContain(Hashing.ofKey(SEED, 1 + number % 1_000, text(id)));
  }

  private static Text text(String value) {
    Text text = new Text();
    text.set(value);
    return text;
  }
}
