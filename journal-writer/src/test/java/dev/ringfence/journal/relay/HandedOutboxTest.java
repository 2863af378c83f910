package dev.ringfence.journal.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.events.v1.AccountEvent;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HandedOutboxTest {
  private static final int BATCH_ROWS = 100;
  private static final long EPOCH = 7;

  private final FakeOutbox table = new FakeOutbox();
  private final HandedEvents handed = new HandedEvents(BATCH_ROWS, 1 << 20);
  private final HandedOutbox outbox = new HandedOutbox(table, handed, BATCH_ROWS);
  private final List<Long> read = new ArrayList<>();
  private final AtomicLong committed = new AtomicLong();

  @Test
  void shouldNotReadTheTableWhenItIsCaughtUp() throws Exception {
    commit(3);
    catchUp();
    int reads = table.reads;

    commit(5);
    commit(2);

    assertEquals(7, readOn());
    assertEquals(0, readOn());
    assertEquals(reads, table.reads);
    assertGapless();
  }

  @Test
  void shouldSayTheSameAsTheTableWhenItHandsOver() throws Exception {
    commit(1);
    catchUp();
    commit(1);

    OutboxRow row = outbox.readAfter(1, EPOCH).getFirst();

    assertEquals(2, row.sequence());
    assertEquals(42, row.accountId());
    assertEquals(2, row.version());
    assertEquals(EffectType.DEPOSITED, row.type());
    assertEquals(1_700_000_000_000L, row.occurredAtMillis());
    assertEquals("42-2", AccountEvent.parseFrom(row.payload()).getEventId());
  }

  @Test
  void shouldReadTheTableWhenTheRelayFellBehind() throws Exception {
    fallBehind();
    int reads = table.reads;

    catchUp();

    assertEquals(201, read.size());
    assertTrue(table.reads > reads);
    assertGapless();
  }

  @Test
  void shouldReadTheTableAtOnceWhenWhatWasCommittedWasTooMuchToKeep() throws Exception {
    fallBehind();

    assertTrue(readOn() > 0);
    assertGapless();
  }

  @Test
  void shouldKeepNothingWhenItsBytesAreTooMany() {
    HandedEvents narrow = new HandedEvents(BATCH_ROWS, 1);
    narrow.want();

    narrow.committed(batch(1, 1));

    assertEquals(List.of(), narrow.takeAfter(0));
    assertEquals(1, narrow.last());
  }

  @Test
  void shouldHandOverAgainWhenTheRelayHasCaughtUp() throws Exception {
    fallBehind();
    catchUp();
    int reads = table.reads;

    commit(3);

    assertEquals(3, readOn());
    assertEquals(reads, table.reads);
    assertGapless();
  }

  @Test
  void shouldReadTheTableWhenAnotherWroteInBetween() throws Exception {
    commit(1);
    catchUp();
    commitElsewhere();
    commit(2);

    catchUp();

    assertEquals(4, read.size());
    assertGapless();
  }

  @Test
  void shouldReadTheTableWhenOnlyTheShardRowTellsOfMore() throws Exception {
    commit(1);
    catchUp();
    commitElsewhere();
    assertEquals(0, readOn());

    var _ = outbox.progress();

    assertEquals(1, readOn());
    assertGapless();
  }

  @Test
  void shouldReadTheTableWhenWhatWasTakenWasNotPublished() throws Exception {
    commit(1);
    catchUp();
    commit(2);
    var _ = outbox.readAfter(1, EPOCH);
    outbox.close();

    catchUp();

    assertEquals(3, read.size());
    assertGapless();
  }

  @Test
  void shouldHandOverNothingWhenTheTableWentBack() throws Exception {
    commit(1);
    catchUp();
    commit(3);
    table.loseAfter(1);
    outbox.close();

    assertThrows(WrongHistoryException.class, outbox::progress);

    table.commit(2, 42, 2);
    table.commit(3, 42, 3);
    assertThrows(WrongHistoryException.class, outbox::progress);
  }

  @Test
  @Timeout(60)
  void shouldNotMakeTheShardWaitWhenAnotherThreadIsStoppedInside() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread stopped =
        Thread.ofPlatform()
            .start(
                () -> {
                  synchronized (handed) {
                    inside.countDown();
                    awaitQuietly(end);
                  }
                });
    inside.await();
    Thread shard = Thread.ofPlatform().start(() -> commit(1));

    boolean committing = !shard.join(Duration.ofSeconds(20));

    end.countDown();
    stopped.join();
    shard.join();
    assertFalse(committing);
  }

  @Test
  @Timeout(60)
  void shouldHandOverEverythingOnceWhenShardAndRelayRunAtTheSameTime() throws Exception {
    int commits = 3_000;
    AtomicLong relayed = new AtomicLong();
    commit(1);
    catchUp();
    Thread shard =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int batch = 0; batch < commits; batch++) {
                    // Not so far ahead that the relay must go to the table all the time.
                    while (committed.get() - relayed.get() > BATCH_ROWS / 2) {
                      Thread.onSpinWait();
                    }
                    commit(1 + batch % 3);
                  }
                });
    long handedOver = 0;
    while (shard.isAlive() || read.size() < committed.get()) {
      int tableReads = table.reads;
      int rows = readOn();
      relayed.set(read.size());
      handedOver += table.reads == tableReads ? rows : 0;
      if (rows == 0) {
        var _ = outbox.progress();
      }
    }

    shard.join();
    assertEquals(committed.get(), read.size());
    assertGapless();
    assertTrue(handedOver > 0, "all was read from the table");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void fallBehind() throws SQLException {
    commit(1);
    catchUp();
    for (int batch = 0; batch < 4; batch++) {
      commit(BATCH_ROWS / 2);
    }
  }

  /** To the table, and then to the relay, as a shard does. */
  private void commit(int events) {
    long first = committed.get() + 1;
    for (long sequence = first; sequence < first + events; sequence++) {
      table.commit(sequence, 42, sequence);
      committed.set(sequence);
    }
    handed.committed(batch(first, events));
  }

  private static EffectBatch batch(long first, int events) {
    EffectBatch batch = new EffectBatch(0, events + 1);
    batch.begin(1, 1_700_000_000_000L);
    for (long sequence = first; sequence < first + events; sequence++) {
      Effect effect = batch.next();
      effect.sequence(sequence).accountId(42).version(sequence).type(EffectType.DEPOSITED);
      effect.timeMillis(1_700_000_000_000L);
      effect.account().currency(CurrencyCode.parse("USD")).status(AccountStatus.ACTIVE);
      batch.add();
    }
    return batch;
  }

  /** By an owner that hands nothing over. */
  private void commitElsewhere() {
    long sequence = committed.incrementAndGet();
    table.commit(sequence, 42, sequence);
  }

  private void catchUp() throws SQLException {
    var _ = outbox.progress();
    int rows = readOn();
    while (rows > 0) {
      rows = readOn();
    }
  }

  private int readOn() throws SQLException {
    long cursor = read.isEmpty() ? 0 : read.getLast();
    List<OutboxRow> rows = outbox.readAfter(cursor, EPOCH);
    rows.forEach(row -> read.add(row.sequence()));
    return rows.size();
  }

  private void assertGapless() {
    for (int index = 0; index < read.size(); index++) {
      assertEquals(index + 1L, read.get(index));
    }
  }
}
