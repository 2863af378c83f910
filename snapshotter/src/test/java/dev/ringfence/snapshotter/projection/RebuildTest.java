package dev.ringfence.snapshotter.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.domain.AccountStatus;
import org.junit.jupiter.api.Test;

class RebuildTest {
  private final FakeStore store = new FakeStore();

  @Test
  void shouldWriteEverythingAndSayThatItIsComplete() throws Exception {
    store.complete = false;

    boolean complete = rebuild(5_000).run();

    assertTrue(complete);
    assertTrue(store.complete);
    assertEquals(5_000, store.accounts.size());
  }

  @Test
  void shouldLeaveWhatIsNewerWhenAnEventWasFaster() throws Exception {
    ImageBatch live = new ImageBatch();
    live.add(account(1, 9));
    store.write(live);

    rebuild(1).run();

    assertEquals(9, store.accounts.get(1L).version());
  }

  @Test
  void shouldNotSayThatItIsCompleteWhenRedisWasFlushedMeanwhile() throws Exception {
    SnapshotSource flushing = _ -> store.generation = "";

    assertFalse(rebuild(flushing, false).run());
  }

  @Test
  void shouldEndWhenItIsStopped() {
    assertThrows(
        StoreUnavailableException.class,
        () -> rebuild(sink -> sink.account(account(1, 1)), true).run());
  }

  private Rebuild rebuild(int accounts) {
    return rebuild(
        sink -> {
          for (int id = 1; id <= accounts; id++) {
            sink.account(account(id, 3));
          }
        },
        false);
  }

  private Rebuild rebuild(SnapshotSource source, boolean stopping) {
    return new Rebuild(
        store, source, ProjectionConfig.DEFAULTS, ProjectionMetrics.NONE, () -> stopping);
  }

  private static AccountImage account(long id, long version) {
    return new AccountImage(id, version, "1", "0", "USD", AccountStatus.ACTIVE);
  }
}
