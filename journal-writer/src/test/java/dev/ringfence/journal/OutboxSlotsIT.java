package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.journal.relay.OutboxSlots;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxSlotsIT {
  private static final int SLOTS = 4;
  private static final long SLOT_EVENTS = 262_144;

  private long nowNanos;
  private final OutboxSlots slots = new OutboxSlots(() -> nowNanos);
  private JournalBed bed;

  @BeforeEach
  void start() throws Exception {
    bed = JournalBed.start();
    for (int slot = 0; slot < SLOTS; slot++) {
      // It would hold a lock on what it looks at, and a trim gives way to whoever holds one.
      bed.tables().run("ALTER TABLE outbox_0_" + slot + " SET (autovacuum_enabled = false)");
    }
  }

  @AfterEach
  void stop() {
    bed.close();
  }

  @Test
  void shouldPutEventsIntoTheSlotOfTheirSequenceWhenCommitted() throws Exception {
    ScriptedShard shard = new ScriptedShard(0);
    shard.begin().open(1);
    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));

    assertEquals(
        List.of("outbox_0_0 | 1"),
        bed.tables().rows("SELECT tableoid::regclass, sequence FROM outbox"));
  }

  @Test
  void shouldEmptyOnlyWhatIsPublishedWhenTheCursorMovesOn() throws Exception {
    fill(1, 3);

    assertEquals(0, trim(SLOT_EVENTS - 1));
    assertEquals(SLOT_EVENTS - 1, trim(SLOT_EVENTS));
    assertEquals(0, trim(SLOT_EVENTS));
    assertEquals(0, trim(2 * SLOT_EVENTS - 1));
    assertEquals(SLOT_EVENTS, trim(2 * SLOT_EVENTS));

    assertEquals(
        List.of(String.valueOf(2 * SLOT_EVENTS)),
        bed.tables().rows("SELECT min(sequence) FROM outbox"));
  }

  @Test
  void shouldKeepUnpublishedEventsWhenTheShardHasComeRoundToTheirSlot() throws Exception {
    put("5, 1048577");

    assertEquals(0, trim(2 * SLOT_EVENTS));
    assertEquals(List.of("2"), count());
  }

  @Test
  void shouldAskNothingWhenTheCursorHasNotLeftThePartition() throws Exception {
    fill(1, 2);
    assertEquals(SLOT_EVENTS - 1, trim(SLOT_EVENTS));
    assertEquals(0, trim(SLOT_EVENTS));

    Connection closed = bed.database().dataSource().getConnection();
    closed.close();

    assertEquals(0, slots.trim(closed, 0, 2 * SLOT_EVENTS - 1));
    assertEquals(SLOT_EVENTS, trim(2 * SLOT_EVENTS));
  }

  @Test
  void shouldLeaveAllPartitionsAloneForAWhileWhenSomebodyReadsOne() throws Exception {
    put("5, 262149");
    try (Connection reader = bed.database().dataSource().getConnection();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("LOCK TABLE outbox_0_0 IN ACCESS SHARE MODE");

      assertEquals(0, trim(2 * SLOT_EVENTS));
      assertEquals(List.of("2"), count(), "one attempt, and none at the next partition");
      reader.rollback();
    }

    // Nobody is in the way any more: an attempt that was made would have been a success.
    nowNanos += TimeUnit.MILLISECONDS.toNanos(9_999);
    assertEquals(0, trim(2 * SLOT_EVENTS));
    nowNanos += TimeUnit.MILLISECONDS.toNanos(1);
    assertEquals(1, trim(2 * SLOT_EVENTS));
    assertEquals(1, trim(2 * SLOT_EVENTS));
  }

  @Test
  void shouldCountFromTheLastAttemptWhenSomebodyReadsForLong() throws Exception {
    put("5");
    try (Connection reader = bed.database().dataSource().getConnection();
        Statement statement = reader.createStatement();
        Connection connection = bed.database().dataSource().getConnection()) {
      reader.setAutoCommit(false);
      statement.execute("LOCK TABLE outbox IN ACCESS SHARE MODE");
      long before = takenBack(connection);

      for (int millis = 0; millis < 60_000; millis += 50) {
        assertEquals(0, slots.trim(connection, 0, SLOT_EVENTS));
        nowNanos += TimeUnit.MILLISECONDS.toNanos(50);
      }

      assertEquals(6, takenBack(connection) - before, "attempts in a minute");
      reader.rollback();
    }
  }

  private List<String> count() throws SQLException {
    return bed.tables().rows("SELECT count(*) FROM outbox");
  }

  private void put(String sequences) throws SQLException {
    bed.tables()
        .run(
            "INSERT INTO outbox SELECT 0, s, 1, s, 3, now(), '', outbox_slot(s)"
                + " FROM unnest(ARRAY["
                + sequences
                + "]) s");
  }

  /** How many transactions were rolled back in this database: an attempt in vain is one. */
  private static long takenBack(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_stat_force_next_flush()");
      try (ResultSet row =
          statement.executeQuery(
              "SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()")) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private int trim(long cursor) throws SQLException {
    try (Connection connection = bed.database().dataSource().getConnection()) {
      return slots.trim(connection, 0, cursor);
    }
  }

  private void fill(int first, int slotCount) throws SQLException {
    bed.tables()
        .run(
            "INSERT INTO outbox SELECT 0, s, 1, s, 3, now(), '', outbox_slot(s)"
                + " FROM generate_series("
                + first
                + ", "
                + slotCount * SLOT_EVENTS
                + "::bigint - 1) s");
  }
}
