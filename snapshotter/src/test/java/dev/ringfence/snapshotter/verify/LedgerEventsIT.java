package dev.ringfence.snapshotter.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.journal.Database;
import dev.ringfence.localstack.testing.Until;
import dev.ringfence.snapshotter.sample.SampleShape;
import dev.ringfence.snapshotter.sample.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LedgerEventsIT {
  /** Longer than the connections of this test wait for any other answer. */
  private static final String HAS_WAITED =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
          + " AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > interval '2 s'";

  /** Thousands of looks into an index that is on a slow disk, and not in memory. */
  @Test
  void shouldWaitWhenALookUpTakesLongerThanAnyOtherAnswerMay() throws Exception {
    try (TestDatabase database = TestDatabase.with(new SampleShape(10, 1, 4, true));
        Database impatient =
            Database.open(database.database().config().withTimeouts(5_000, 1_000, 900, 900));
        Connection slow = database.dataSource().getConnection();
        Statement lock = slow.createStatement()) {
      slow.setAutoCommit(false);
      lock.execute("LOCK TABLE ledger IN ACCESS EXCLUSIVE MODE");
      CompletableFuture<Void> end = CompletableFuture.runAsync(() -> endWhenWaited(database, slow));

      LedgerEvents.Row[] rows =
          new LedgerEvents(impatient.dataSource()).find(List.of(new LedgerEvents.Key(7, 2)));

      assertEquals("7-2", rows[0].event().getEventId());
      end.join();
    }
  }

  private static void endWhenWaited(TestDatabase database, Connection slow) {
    try (slow) {
      Until.holds("it has waited", () -> database.number(HAS_WAITED) > 0);
      slow.rollback();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
