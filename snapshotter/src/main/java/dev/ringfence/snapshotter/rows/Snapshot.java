package dev.ringfence.snapshotter.rows;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One repeatable-read, read-only transaction: everything read through it is of one moment, whoever
 * writes meanwhile. It takes no locks that a writer would wait for. Others may join it to read the
 * same moment in parallel.
 */
public final class Snapshot implements AutoCloseable {
  /** Time limits are the socket's own business; nothing is to be interrupted from outside. */
  private static final Executor SAME_THREAD = Runnable::run;

  /** The server gives up first, so that a slow query is an error and not a broken connection. */
  private static final int SOCKET_GRACE_MILLIS = 5_000;

  private static final int LOCK_TIMEOUT_MILLIS = 10_000;

  /** The first PostgreSQL that has a limit for whole transactions. */
  private static final int LIMITS_TRANSACTIONS = 17;

  private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);

  private final Connection connection;
  private boolean abandoned;

  private Snapshot(Connection connection) {
    this.connection = connection;
  }

  /** Begins a snapshot of now; no statement in it may take longer than the limit. */
  public static Snapshot begin(DataSource dataSource, int timeoutMillis) throws SQLException {
    return begin(dataSource, timeoutMillis, List.of());
  }

  /**
   * The same, but of a moment from which on nobody empties the table, which TRUNCATE does without
   * heeding any snapshot. Those who join are as safe while this one is open.
   */
  public static Snapshot beginHolding(DataSource dataSource, int timeoutMillis, String table)
      throws SQLException {
    // A lock is waited for before the moment is taken, as the first query takes it.
    return begin(
        dataSource,
        timeoutMillis,
        List.of(
            "SET LOCAL lock_timeout = " + LOCK_TIMEOUT_MILLIS,
            "LOCK TABLE " + table + " IN ACCESS SHARE MODE"));
  }

  /** Begins a transaction that sees what the given one sees, which must be open until then. */
  public static Snapshot join(DataSource dataSource, int timeoutMillis, String exportedId)
      throws SQLException {
    return begin(
        dataSource, timeoutMillis, List.of("SET TRANSACTION SNAPSHOT '" + exportedId + "'"));
  }

  private static Snapshot begin(
      DataSource dataSource, int timeoutMillis, List<String> firstStatements) throws SQLException {
    Connection connection = dataSource.getConnection();
    try {
      connection.setNetworkTimeout(SAME_THREAD, timeoutMillis + SOCKET_GRACE_MILLIS);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(limits(connection, timeoutMillis));
        for (String first : firstStatements) {
          statement.execute(first);
        }
      }
      return new Snapshot(connection);
    } catch (SQLException | RuntimeException failure) {
      connection.close();
      throw failure;
    }
  }

  /**
   * Its own limit, in the place of the server's: one snapshot only holds the moment for others, or
   * waits for the other stream, and is none that somebody forgot. Who reads a stream slowly,
   * because another is merged with it, is not gone.
   */
  private static String limits(Connection connection, int timeoutMillis) throws SQLException {
    String limits =
        "SET LOCAL tcp_user_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;"
            + " SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = "
            + timeoutMillis;
    return connection.getMetaData().getDatabaseMajorVersion() < LIMITS_TRANSACTIONS
        ? limits
        : limits + "; SET LOCAL transaction_timeout = 0";
  }

  /** A name by which others may {@link #join} while this one is open. */
  public String export() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT pg_export_snapshot()")) {
      result.next();
      return result.getString(1);
    }
  }

  /** Streams what a query gives; read it to its end before anything else is asked. */
  public RowStream stream(String query) throws SQLException {
    return new RowStream(
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)"),
        this::abandon);
  }

  /** Prepares a query of few rows. */
  public PreparedStatement prepare(String query) throws SQLException {
    return connection.prepareStatement(query);
  }

  /** Gives the memory that a sort or a hash may use before it goes to disk. */
  public void workMemoryMegabytes(int megabytes) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL work_mem = '" + megabytes + "MB'");
    }
  }

  @Override
  public void close() throws SQLException {
    try (connection) {
      if (!abandoned) {
        connection.rollback();
      }
    }
  }

  private void abandon() {
    abandoned = true;
    try {
      connection.abort(SAME_THREAD);
    } catch (SQLException alreadyBroken) {
      LOG.debug("A connection that is given up was broken already", alreadyBroken);
    }
  }
}
