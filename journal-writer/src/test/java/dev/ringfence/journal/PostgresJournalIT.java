package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.events.v1.AccountEvent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresJournalIT {
  private static final long ACCOUNT = 42;
  private static final int FEW_CONNECTIONS = 2;

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
  void shouldWriteEveryTableWhenABatchIsCommitted() throws Exception {
    shard.begin().open(ACCOUNT).deposit(ACCOUNT, 10_000_000, "cash");
    shard.depositUnits(ACCOUNT, "ACME", 30_000, 450_000, "units");
    shard.reserve(ACCOUNT, "order-1", 2_500, "reserve-1");
    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));

    shard.begin().reserve(ACCOUNT, "order-2", 1, "reserve-2").release(ACCOUNT, "order-1", "free");
    shard.reserveUnits(ACCOUNT, "order-3", "ACME", 10_000, "reserve-3");
    shard.open(7).depositUnits(7, "ACME", 1, 1, "units").depositUnits(7, "ACME", 1, 1, "more");
    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));

    bed.tables().assertHolds(shard);
  }

  @Test
  void shouldKeepRowsOfOpenReservationsOnlyWhenOthersEnd() throws Exception {
    shard.begin().open(ACCOUNT).deposit(ACCOUNT, 10_000_000, "cash");
    shard.reserve(ACCOUNT, "stays", 1, "stays").reserve(ACCOUNT, "ends", 1, "ends");
    shard.reserve(ACCOUNT, "short", 1, "short").release(ACCOUNT, "short", "short-end");
    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));
    assertEquals(
        List.of("ends", "stays"),
        bed.tables().rows("SELECT order_id FROM reservations ORDER BY order_id"));

    shard.begin().release(ACCOUNT, "ends", "ends-end");
    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));

    assertEquals(List.of("stays"), bed.tables().rows("SELECT order_id FROM reservations"));
    bed.tables().assertHolds(shard);
  }

  @Test
  void shouldCompareIdsByTheirBytesWhateverTheCollationOfTheDatabase() throws Exception {
    assertEquals(
        List.of(),
        bed.tables()
            .rows(
                "SELECT table_name, column_name FROM information_schema.columns"
                    + " WHERE table_schema = current_schema() AND data_type = 'text'"
                    + " AND table_name IN ('accounts', 'positions', 'reservations', 'ledger')"
                    + " AND collation_name IS DISTINCT FROM 'C'"));
  }

  @Test
  void shouldFindWhatEndsByIndexWhenManyReservationsAreOpen() throws Exception {
    shard.begin().open(ACCOUNT).deposit(ACCOUNT, 10_000_000, "cash");
    for (int order = 0; order < 1_000; order++) {
      shard.reserve(ACCOUNT, "order-" + order, 1, "reserve-" + order);
    }
    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));
    shard.begin();
    for (int order = 0; order < 1_000; order += 2) {
      shard.release(ACCOUNT, "order-" + order, "release-" + order);
    }

    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));

    try (Statement statement = ((ShardLink) bed.journal().link()).jdbc().createStatement()) {
      statement.execute("SELECT pg_stat_force_next_flush()");
      assertEquals(
          List.of("0 | 500 | 500"),
          Tables.rows(
              statement,
              "SELECT seq_tup_read, idx_scan, n_tup_del FROM pg_stat_user_tables"
                  + " WHERE relname = 'reservations'"));
    }
    bed.tables().assertHolds(shard);
  }

  @Test
  void shouldKeepExactAmountsWhenTheyAreExtreme() throws Exception {
    shard.begin().open(1).deposit(1, Amount.MAX, "all").open(2).deposit(2, 1, "least");
    shard.open(3).deposit(3, 10_000, "one").open(4).deposit(4, 99_990_000_0001L, "zeros");

    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));

    bed.tables().assertHolds(shard);
  }

  @Test
  void shouldPublishTheSameNumbersAsTheLedgerWhenEventsAreRead() throws Exception {
    shard.begin().open(ACCOUNT).deposit(ACCOUNT, 12_345, "cash");
    shard.reserve(ACCOUNT, "order-1", 2_345, "reserve-1");
    bed.journal().commit(shard.seal());

    try (Connection connection = bed.database().dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet outbox =
            statement.executeQuery("SELECT payload FROM outbox ORDER BY sequence DESC LIMIT 1")) {
      assertTrue(outbox.next());
      AccountEvent event = AccountEvent.parseFrom(outbox.getBytes(1));
      assertEquals(ACCOUNT + "-3", event.getEventId());
      assertEquals("reserve-1", event.getRequestId());
      assertEquals("1", event.getAccount().getBalance());
      assertEquals("0.2345", event.getReservation().getRemaining());
    }
  }

  @Test
  void shouldCommitAsBeforeWhenAllItsTablesArePublished() throws Exception {
    bed.tables()
        .run(
            "CREATE PUBLICATION everything FOR TABLE"
                + " shards, accounts, positions, reservations, ledger, outbox");

    shard.begin().open(ACCOUNT).depositUnits(ACCOUNT, "ACME", 5, 5, "units");
    shard.reserveUnits(ACCOUNT, "stays", "ACME", 1, "stays");
    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));
    shard.begin().depositUnits(ACCOUNT, "ACME", 1, 1, "more");
    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));

    bed.tables().assertHolds(shard);
  }

  @Test
  void shouldPlanOnceAndByIndexWhenBatchesDifferInSize() throws Exception {
    shard.begin();
    for (long account = 1; account <= 2_000; account++) {
      shard.open(account);
    }
    bed.journal().commit(shard.seal());
    for (int size = 1; size <= 1_024; size *= 4) {
      shard.begin();
      for (int effect = 0; effect < size; effect++) {
        shard.deposit(1 + effect, 1, "size-" + size + "-" + effect);
      }
      assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));
    }

    try (Statement statement = ((ShardLink) bed.journal().link()).jdbc().createStatement()) {
      assertEquals(
          List.of("0"),
          Tables.rows(statement, "SELECT sum(custom_plans) FROM pg_prepared_statements"));
      statement.execute("SELECT pg_stat_force_next_flush()");
      assertEquals(
          List.of("0 | 3365"),
          Tables.rows(
              statement,
              "SELECT seq_tup_read, idx_scan FROM pg_stat_user_tables"
                  + " WHERE relname = 'accounts'"));
    }
    bed.tables().assertHolds(shard);
  }

  @Test
  void shouldWriteNothingWhenAnotherOwnerHasTheShard() throws Exception {
    shard.begin().open(ACCOUNT).deposit(ACCOUNT, 5, "before");
    bed.journal().commit(shard.seal());
    List<String> before = bed.tables().rows("SELECT * FROM ledger ORDER BY sequence");
    bed.tables().run("UPDATE shards SET epoch = epoch + 1, owner = 'somebody/else'");

    shard.begin().deposit(ACCOUNT, 5, "after");
    CommitOutcome outcome = bed.journal().commit(shard.seal());

    assertInstanceOf(CommitOutcome.Fenced.class, outcome);
    assertInstanceOf(CommitOutcome.Fenced.class, bed.journal().commit(shard.seal()));
    assertEquals(before, bed.tables().rows("SELECT * FROM ledger ORDER BY sequence"));
    assertEquals(List.of("5.0000"), bed.tables().rows("SELECT 10000 * balance FROM accounts"));
  }

  @Test
  void shouldWriteNothingWhenTheBatchNumberIsNotTheNext() throws Exception {
    shard.begin().open(ACCOUNT);
    bed.journal().commit(shard.seal());
    shard.begin();
    shard.begin().deposit(ACCOUNT, 5, "skipped-one");

    CommitOutcome outcome = bed.journal().commit(shard.seal());

    assertInstanceOf(CommitOutcome.Fenced.class, outcome);
    assertEquals(List.of("1"), bed.tables().rows("SELECT count(*) FROM ledger"));
  }

  @Test
  void shouldLeaveNoConnectionBehindWhenItCannotBeOpened() throws Exception {
    DatabaseConfig config =
        bed.database()
            .config()
            .withPoolSize(FEW_CONNECTIONS)
            .withTimeouts(20_000, 60_000, 50_000, 100);
    JournalHealth health = new JournalHealth(1);
    try (Database few = Database.open(config);
        ShardRegistry registry =
            new ShardRegistry(bed.database().dataSource(), LeaseConfig.DEFAULT);
        Connection other = bed.database().dataSource().getConnection();
        Statement statement = other.createStatement()) {
      ShardOwnership ownership = registry.acquire(0, JournalBed.OWNER);
      other.setAutoCommit(false);
      statement.execute("UPDATE shards SET batch = batch WHERE shard_id = 0");

      for (int opening = 0; opening < 2 * FEW_CONNECTIONS; opening++) {
        SQLException locked =
            assertThrows(
                SQLException.class,
                () -> PostgresJournal.open(few, ownership, JournalConfig.DEFAULT, health));
        assertEquals("55P03", locked.getSQLState(), locked::toString);
      }
      other.rollback();

      shard.begin().open(ACCOUNT);
      try (PostgresJournal opened =
          PostgresJournal.open(few, ownership, JournalConfig.DEFAULT, health)) {
        assertEquals(CommitOutcome.COMMITTED, opened.commit(shard.seal()));
      }
    }
  }
}
