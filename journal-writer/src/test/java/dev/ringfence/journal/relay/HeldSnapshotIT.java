package dev.ringfence.journal.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The relay's side of what {@code dev.ringfence.journal.HeldSnapshotIT} tells of the commit: the
 * rows of shard and cursor change many times a second.
 */
class HeldSnapshotIT {
  private static final int EPOCH = 7;
  private static final int FEW = 100;
  private static final int MANY = 3_000;

  private static final String PAGES_TOUCHED =
      """
      SELECT sum(heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit)
        FROM pg_statio_user_tables WHERE relname IN ('shards', 'relay_cursors')
      """;

  private Connection relayConnection;
  private long cursor;

  @Test
  void shouldTouchHardlyMorePagesWhenATransactionStaysOpen() throws Exception {
    PostgresBackend backend = Backends.freshDatabase();
    OutboxTable table = new OutboxTable(backend);
    table.execute("UPDATE shards SET sequence = 1000000");
    JdbcOutbox outbox =
        new JdbcOutbox(dataSource(backend), 0, RelayConfig.DEFAULTS, new OutboxSlots());

    try (Connection report = table.dataSource().getConnection();
        Connection shard = table.dataSource().getConnection();
        Statement held = report.createStatement()) {
      held.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
      held.execute("SELECT FROM shards");
      long atFirst = pagesTouchedBy(FEW, outbox);
      changeShard(shard);
      move(MANY, outbox);
      long afterLong = pagesTouchedBy(FEW, outbox);
      held.execute("COMMIT");

      assertTrue(
          afterLong < 2 * atFirst,
          () -> FEW + " moves touched " + atFirst + " pages at first, then " + afterLong);
    } finally {
      outbox.close();
    }
    assertEquals(cursor, table.cursor());
  }

  private PGSimpleDataSource dataSource(PostgresBackend backend) {
    PGSimpleDataSource dataSource =
        new PGSimpleDataSource() {
          @Override
          public Connection getConnection() throws SQLException {
            relayConnection = super.getConnection();
            return relayConnection;
          }
        };
    dataSource.setUrl(backend.jdbcUrl());
    dataSource.setSocketTimeout(60);
    return dataSource;
  }

  private static void changeShard(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (int change = 0; change < MANY; change++) {
        statement.execute("UPDATE shards SET batch = batch + 1");
      }
      statement.execute("SELECT pg_stat_force_next_flush()");
      statement.execute("SELECT");
    }
  }

  private long pagesTouchedBy(int moves, JdbcOutbox outbox) throws SQLException {
    move(1, outbox);
    long before = pagesTouched();
    move(moves, outbox);
    return pagesTouched() - before;
  }

  private void move(int moves, JdbcOutbox outbox) throws SQLException {
    for (int move = 0; move < moves; move++) {
      assertTrue(outbox.moveCursor(cursor, ++cursor, EPOCH));
      assertEquals(cursor, outbox.progress().cursor());
    }
  }

  /** Asked over the relay's own connection, as only that can make its counters seen at once. */
  private long pagesTouched() throws SQLException {
    try (Statement statement = relayConnection.createStatement()) {
      statement.execute("SELECT pg_stat_force_next_flush()");
      try (ResultSet pages = statement.executeQuery(PAGES_TOUCHED)) {
        pages.next();
        return pages.getLong(1);
      }
    }
  }
}
