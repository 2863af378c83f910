package dev.ringfence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one process migrate at a time. Flyway does so as well, but takes a migration that lasts
 * longer than its patience for a failure.
 */
final class MigrationTurn implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MigrationTurn.class);

  /** Of an advisory lock in the database, which others may have locks in, too. */
  private static final long KEY = 0x52_49_4E_47_46_45_4EL;

  /** Two that begin together on an empty database need less, and then nobody hears of it. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long LOOK_MILLIS = 50;

  private final Connection connection;

  private MigrationTurn(Connection connection) {
    this.connection = connection;
  }

  /**
   * Waits a little for its turn.
   *
   * @param connection keeps the turn, and is closed at its end
   * @throws MigrationUnderWayException if another has it for longer
   */
  static MigrationTurn take(Connection connection) throws SQLException, InterruptedException {
    MigrationTurn turn = new MigrationTurn(connection);
    boolean taken = false;
    try {
      turn.await();
      taken = true;
      return turn;
    } finally {
      if (!taken) {
        turn.close();
      }
    }
  }

  /** The lock ends with its transaction, whatever becomes of the session. */
  private void await() throws SQLException, InterruptedException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      // It says nothing until all is migrated, and is none that somebody forgot.
      statement.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
    }
    long untilNanos = System.nanoTime() + PATIENCE_NANOS;
    try (PreparedStatement lock =
        connection.prepareStatement("SELECT pg_try_advisory_xact_lock(?)")) {
      lock.setLong(1, KEY);
      while (!isTaken(lock)) {
        if (System.nanoTime() - untilNanos > 0) {
          throw new MigrationUnderWayException();
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  Connection connection() {
    return connection;
  }

  private static boolean isTaken(PreparedStatement lock) throws SQLException {
    try (ResultSet row = lock.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** What was migrated is committed by then: a connection that broke meanwhile has let go, too. */
  @Override
  public void close() {
    try (connection) {
      connection.rollback();
    } catch (SQLException gone) {
      LOG.debug("The connection of a migration's turn was gone", gone);
    }
  }
}
