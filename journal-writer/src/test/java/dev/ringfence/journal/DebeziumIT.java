package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.engine.shard.CommitOutcome;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Debezium's outbox event router looks for, in an outbox that the journal fills. */
class DebeziumIT {
  private JournalBed bed;

  @BeforeEach
  void start() throws Exception {
    bed = JournalBed.start();
    bed.tables().run(script());
  }

  @AfterEach
  void stop() {
    bed.close();
  }

  @Test
  void shouldHaveTheColumnsOfTheRouterWhenTheJournalWrites() throws Exception {
    ScriptedShard shard = new ScriptedShard(0);
    shard.begin().open(42);

    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));

    assertEquals(
        List.of("42-1 | account | 42 | dev.ringfence.account.opened.v1 | t"),
        bed.tables()
            .rows(
                "SELECT id, aggregatetype, aggregateid, event_type, octet_length(payload) > 0"
                    + " FROM outbox"));
  }

  @Test
  void shouldPublishThemAllOfTheParentWhenTheScriptRanTwice() throws Exception {
    bed.tables().run(script());

    assertEquals(
        List.of("t | f | f | t | s"),
        bed.tables()
            .rows(
                "SELECT pubinsert, pubupdate, pubdelete, pubviaroot, pubgencols FROM pg_publication"
                    + " WHERE pubname = 'ringfence_outbox'"));
    assertEquals(
        List.of("t"),
        bed.tables()
            .rows(
                "SELECT attnames @> '{id,aggregatetype,aggregateid,event_type,payload}'::name[]"
                    + " FROM pg_publication_tables"
                    + " WHERE pubname = 'ringfence_outbox' AND tablename = 'outbox'"));
  }

  @Test
  void shouldEmptyWhatTheShardHasLeftWhenAsked() throws Exception {
    bed.tables()
        .run(
            "INSERT INTO outbox (shard_id, sequence, account_id, version, type, occurred_at, payload,"
                + " slot) SELECT 0, s, 1, s, 3, now(), '', outbox_slot(s)"
                + " FROM generate_series(262140, 262150) s");
    bed.tables().run("UPDATE shards SET sequence = 262150");

    bed.tables().run("SELECT empty_outbox()");

    assertEquals(
        List.of("262144 | 262150"),
        bed.tables().rows("SELECT min(sequence), max(sequence) FROM outbox"));
    assertEquals(List.of("262150"), bed.tables().rows("SELECT sequence FROM relay_cursors"));
  }

  private static String script() throws Exception {
    try (InputStream script =
        DebeziumIT.class.getResourceAsStream("/dev/ringfence/sql/debezium.sql")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
