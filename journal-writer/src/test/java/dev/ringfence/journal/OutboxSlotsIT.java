package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.journal.relay.OutboxSlots;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxSlotsIT {
  private static final int SLOTS = 4;
  private static final long SLOT_EVENTS = 262_144;

  private final OutboxSlots slots = new OutboxSlots();
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
    bed.tables()
        .run(
            "INSERT INTO outbox SELECT 0, s, 1, s, 3, now(), '', 0 FROM unnest(ARRAY[5, 1048577]) s");

    assertEquals(0, trim(2 * SLOT_EVENTS));
    assertEquals(List.of("2"), bed.tables().rows("SELECT count(*) FROM outbox"));
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
  void shouldGiveWayWhenSomebodyReadsThePartition() throws Exception {
    fill(1, 2);
    try (Connection reader = bed.database().dataSource().getConnection();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("LOCK TABLE outbox IN ACCESS SHARE MODE");

      assertEquals(0, trim(SLOT_EVENTS));
      reader.rollback();
    }

    assertEquals(SLOT_EVENTS - 1, trim(SLOT_EVENTS));
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
