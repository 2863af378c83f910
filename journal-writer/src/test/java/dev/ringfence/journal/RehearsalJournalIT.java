package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RehearsalJournalIT {
  private static final int ACCOUNTS = 3;
  private static final int BATCHES = 5;

  @Test
  void shouldSendEveryBatchAndWriteNothing() throws Exception {
    try (JournalBed bed = JournalBed.start();
        RehearsalJournal rehearsal = RehearsalJournal.open(bed.database())) {
      BenchLoad load = new BenchLoad(0, 1, ACCOUNTS, 0, false);
      EffectBatch batch = new EffectBatch(0, ACCOUNTS);

      for (int count = 0; count < BATCHES; count++) {
        load.fill(batch, ACCOUNTS);
        assertEquals(CommitOutcome.COMMITTED, rehearsal.commit(batch));
      }

      for (String table : List.of("ledger", "outbox", "accounts", "reservations")) {
        assertEquals(List.of("0"), bed.tables().rows("SELECT count(*) FROM " + table), table);
      }
      assertEquals(List.of("0"), bed.tables().rows("SELECT batch FROM shards"));
    }
  }
}
