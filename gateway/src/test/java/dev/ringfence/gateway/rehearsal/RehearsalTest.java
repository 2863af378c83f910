package dev.ringfence.gateway.rehearsal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.shard.LookUp;
import dev.ringfence.engine.shard.LookUp.Doubt;
import dev.ringfence.gateway.testing.FakeLedger;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RehearsalTest {
  private static final RehearsalConfig SHORT = new RehearsalConfig(30_000, 2_000);

  private final Set<EffectType> seen = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  @Test
  void shouldPlayEveryStepOfAnOrdersLife() {
    new Rehearsal(SHORT, new FakeLedger()).run(() -> journal(batch -> CommitOutcome.COMMITTED));

    assertEquals(
        EnumSet.of(
            EffectType.OPENED,
            EffectType.DEPOSITED,
            EffectType.RESERVED,
            EffectType.AMENDED,
            EffectType.FILLED,
            EffectType.RELEASED,
            EffectType.SETTLED),
        EnumSet.copyOf(seen));
    assertTrue(closed, "the journal was closed");
  }

  @Test
  void shouldEndWhenTheJournalFails() {
    RehearsalConfig tillTomorrow = new RehearsalConfig(100_000, Integer.MAX_VALUE);
    long startNanos = System.nanoTime();

    new Rehearsal(tillTomorrow, new FakeLedger())
        .run(() -> journal(batch -> Fenced.halt("the test says so")));

    long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    assertTrue(tookMillis < 80_000, () -> "it took " + tookMillis + " ms");
    assertTrue(closed, "the journal was closed");
  }

  @Test
  void shouldLetTheProcessServeWhenThereIsNoJournal() {
    new Rehearsal(SHORT, new FakeLedger())
        .run(
            () -> {
              throw new IOException("no connection");
            });

    assertTrue(seen.isEmpty());
  }

  @Test
  void shouldNotEvenConnectWhenNotWanted() {
    new Rehearsal(RehearsalConfig.NONE, new FakeLedger())
        .run(() -> fail("it has opened a journal"));

    assertTrue(seen.isEmpty());
  }

  private Journal journal(Function<EffectBatch, CommitOutcome> outcome) {
    return new Journal() {
      @Override
      public CommitOutcome commit(EffectBatch batch) {
        for (int index = 0; index < batch.size(); index++) {
          seen.add(batch.get(index).type());
        }
        return outcome.apply(batch);
      }

      @Override
      public LookUp lookUp(EffectBatch batch, List<Doubt> doubts) {
        return LookUp.NOTHING;
      }

      @Override
      public void close() {
        closed = true;
      }
    };
  }
}
