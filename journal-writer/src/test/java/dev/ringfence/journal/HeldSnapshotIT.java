package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.shard.CommitOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A transaction that stays open, as a dump or a report does, keeps every version of every row. No
 * time is measured here but pages that are touched, which are the same on every machine.
 */
class HeldSnapshotIT {
  private static final long ACCOUNT = 42;
  private static final String SYMBOL = "ACME";
  private static final int FEW = 100;
  private static final int MANY = 3_000;

  private static final String PAGES_TOUCHED =
      """
      SELECT sum(heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit)
        FROM pg_statio_user_tables WHERE relname IN ('shards', 'accounts', 'positions')
      """;

  private final ScriptedShard shard = new ScriptedShard(0);
  private JournalBed bed;

  @BeforeEach
  void start() throws Exception {
    bed = JournalBed.start();
  }

  @AfterEach
  void stop() {
    bed.close();
  }

  @Test
  void shouldTouchHardlyMorePagesWhenATransactionStaysOpen() throws Exception {
    shard.begin().open(ACCOUNT).depositUnits(ACCOUNT, SYMBOL, 1, 1, "first");
    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));

    try (Connection report = bed.database().dataSource().getConnection();
        Statement held = report.createStatement()) {
      held.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
      held.execute("SELECT FROM shards");
      long atFirst = pagesTouchedBy(FEW);
      commit(MANY);
      long afterLong = pagesTouchedBy(FEW);
      held.execute("COMMIT");

      assertTrue(
          afterLong < 2 * atFirst,
          () -> FEW + " commits touched " + atFirst + " pages at first, then " + afterLong);
    }
    bed.tables().assertHolds(shard);
  }

  private long pagesTouchedBy(int commits) throws Exception {
    long before = pagesTouched();
    commit(commits);
    return pagesTouched() - before;
  }

  private void commit(int commits) throws Exception {
    for (int commit = 0; commit < commits; commit++) {
      shard.begin().depositUnits(ACCOUNT, SYMBOL, 1, 1, "deposit-" + shard.number());
      assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));
    }
  }

  /** Asked over the journal's own connection, as only that can make its counters seen at once. */
  private long pagesTouched() throws SQLException {
    try (Statement statement = ((ShardLink) bed.journal().link()).jdbc().createStatement()) {
      statement.execute("SELECT pg_stat_force_next_flush()");
      return Long.parseLong(Tables.rows(statement, PAGES_TOUCHED).getFirst());
    }
  }
}
