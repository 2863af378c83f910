package dev.ringfence.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Runs some statements as one, which may not last: others wait for the locks that it takes, and who
 * is stopped in between keeps them.
 */
final class Transaction {
  /** After so long without a word the server ends the session, and takes back what it did. */
  static final int IDLE_LIMIT_MILLIS = 5_000;

  // Who had to wait for a lock must see what the one before him did, whatever the database says.
  private static final String LIMITS =
      "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = 5000;"
          + " SET LOCAL idle_in_transaction_session_timeout = "
          + IDLE_LIMIT_MILLIS;

  private Transaction() {}

  /** What is done on the connection. */
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Commits what the work did, or takes it back when the work throws. */
  static <T> T run(DataSource dataSource, Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        limit(connection);
        T result = work.on(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
    }
  }

  private static void limit(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(LIMITS);
    }
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }
}
