package dev.ringfence.gateway.ledger;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.ListLedgerResponse;
import dev.ringfence.api.v1.ListPositionsResponse;
import dev.ringfence.api.v1.ListReservationsResponse;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.journal.LedgerRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads over JDBC, in read-only transactions of one statement each, on a few threads of its own.
 * Only lists of the ledger may come from a replica. Outcomes must not: one that lags would say of
 * what is durable that it is not there, and a caller would take that for the outcome. Nor positions
 * and reservations: nobody could see that they are old.
 */
public final class JdbcLedgerReader implements LedgerReader, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(JdbcLedgerReader.class);
  private static final String LIST =
      "SELECT * FROM ledger WHERE account_id = ? AND version > ? ORDER BY version LIMIT ?";
  private static final String OUTCOME =
      "SELECT * FROM ledger WHERE account_id = ? AND request_id = ?";
  private static final String ENDED_RESERVATION =
      "SELECT * FROM ledger"
          + " WHERE account_id = ? AND order_id = ? AND state > 1 AND version <= ?";

  private static final String CONNECTION_EXCEPTION = "08";
  private static final String ADMIN_SHUTDOWN = "57P01";
  private static final String CRASH_SHUTDOWN = "57P02";

  private final DataSource primary;
  private final Optional<DataSource> replica;
  private final LedgerReaderConfig config;
  private final ThreadPoolExecutor executor;

  /** Reads everything from the primary. */
  public JdbcLedgerReader(DataSource primary, LedgerReaderConfig config) {
    this(primary, Optional.empty(), config);
  }

  /**
   * Lists of the ledger come from the replica, and from the primary whenever the replica does not
   * answer.
   */
  public JdbcLedgerReader(
      DataSource primary, Optional<DataSource> replica, LedgerReaderConfig config) {
    this.primary = primary;
    this.replica = replica;
    this.config = config;
    executor =
        new ThreadPoolExecutor(
            config.threads(),
            config.threads(),
            0,
            TimeUnit.MILLISECONDS,
            new ArrayBlockingQueue<>(config.queueCapacity()),
            Thread.ofPlatform().daemon().name("ledger-reader-", 0).factory());
  }

  @Override
  public CompletableFuture<ListLedgerResponse> listLedger(
      long accountId, long afterVersion, int pageSize) {
    return read(
        replica,
        LIST,
        statement -> {
          statement.setLong(1, accountId);
          statement.setLong(2, afterVersion);
          // One more than asked for tells whether there is a next page.
          statement.setInt(3, pageSize + 1);
        },
        rows -> page(rows, pageSize));
  }

  @Override
  public CompletableFuture<ListPositionsResponse> listPositions(
      long accountId, String afterSymbol, int pageSize) {
    return read(
        Optional.empty(),
        PositionPage.STATEMENT,
        statement -> PositionPage.ask(statement, accountId, afterSymbol, pageSize),
        rows -> PositionPage.read(rows, accountId, pageSize));
  }

  @Override
  public CompletableFuture<ListReservationsResponse> listReservations(
      long accountId, long afterSequence, int pageSize) {
    return read(
        Optional.empty(),
        ReservationPage.STATEMENT,
        statement -> ReservationPage.ask(statement, accountId, afterSequence, pageSize),
        rows -> ReservationPage.read(rows, accountId, pageSize));
  }

  @Override
  public CompletableFuture<Optional<CommandResult>> findOutcome(long accountId, String requestId) {
    return read(
        Optional.empty(),
        OUTCOME,
        statement -> {
          statement.setLong(1, accountId);
          statement.setString(2, requestId);
        },
        rows ->
            rows.next()
                ? Optional.of(LedgerMessages.outcome(LedgerRow.effect(rows)))
                : Optional.empty());
  }

  @Override
  public CompletableFuture<Optional<Reservation>> findEndedReservation(
      long accountId, String orderId, long atVersion) {
    return read(
        Optional.empty(),
        ENDED_RESERVATION,
        statement -> {
          statement.setLong(1, accountId);
          statement.setString(2, orderId);
          statement.setLong(3, atVersion);
        },
        rows ->
            rows.next()
                ? Optional.of(LedgerMessages.reservation(LedgerRow.effect(rows)))
                : Optional.empty());
  }

  /** Reads that wait are dropped; their callers have given up by then, or soon will. */
  @Override
  public void close() {
    executor.shutdownNow();
  }

  private static ListLedgerResponse page(ResultSet rows, int pageSize) throws SQLException {
    ListLedgerResponse.Builder page = ListLedgerResponse.newBuilder();
    while (page.getEntriesCount() < pageSize && rows.next()) {
      page.addEntries(LedgerMessages.entry(LedgerRow.effect(rows)));
    }
    if (page.getEntriesCount() == pageSize && rows.next()) {
      page.setNextAfterVersion(page.getEntries(pageSize - 1).getVersion());
    }
    return page.build();
  }

  private <T> CompletableFuture<T> read(
      Optional<DataSource> first, String sql, Parameters parameters, RowReader<T> reader) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable work = () -> complete(result, first, sql, parameters, reader);
    try {
      executor.execute(work);
    } catch (RejectedExecutionException full) {
      result.completeExceptionally(
          new LedgerReadException(
              LedgerReadException.Kind.BUSY, "Too many ledger reads are waiting", full));
    }
    return result
        .orTimeout(config.answerTimeoutMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            failure -> {
              // Nobody waits for it any more, so its place in the queue is another's.
              executor.remove(work);
              return CompletableFuture.failedFuture(readException(failure));
            });
  }

  private <T> void complete(
      CompletableFuture<T> result,
      Optional<DataSource> first,
      String sql,
      Parameters parameters,
      RowReader<T> reader) {
    if (result.isDone()) {
      return;
    }
    if (first.isPresent()) {
      try (Connection connection = first.get().getConnection()) {
        result.complete(queryInTransaction(connection, sql, parameters, reader));
        return;
      } catch (SQLException | RuntimeException failure) {
        LOGGER.debug("The replica does not answer, so the primary is asked", failure);
      }
    }
    try {
      result.complete(query(result, sql, parameters, reader));
    } catch (SQLException | RuntimeException failure) {
      result.completeExceptionally(failure);
    }
  }

  /**
   * Once more over another connection, when the first was lost: after a restart of the server the
   * pool may still hold one that it has not found out about, and a read is safe to repeat.
   */
  private <T> T query(
      CompletableFuture<T> asked, String sql, Parameters parameters, RowReader<T> reader)
      throws SQLException {
    Connection pooled = primary.getConnection();
    try (pooled) {
      return queryInTransaction(pooled, sql, parameters, reader);
    } catch (SQLException failure) {
      if (asked.isDone() || !isConnectionLost(failure)) {
        throw failure;
      }
    }
    try (Connection another = primary.getConnection()) {
      return queryInTransaction(another, sql, parameters, reader);
    }
  }

  private static boolean isConnectionLost(SQLException failure) {
    String state = failure.getSQLState();
    return state != null
        && (state.startsWith(CONNECTION_EXCEPTION)
            || state.equals(ADMIN_SHUTDOWN)
            || state.equals(CRASH_SHUTDOWN));
  }

  private <T> T queryInTransaction(
      Connection connection, String sql, Parameters parameters, RowReader<T> reader)
      throws SQLException {
    T answer;
    try {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      answer = queryWithLimit(connection, sql, parameters, reader);
    } catch (SQLException | RuntimeException failure) {
      try {
        endTransaction(connection);
      } catch (SQLException alreadyBroken) {
        failure.addSuppressed(alreadyBroken);
      }
      throw failure;
    }
    endTransaction(connection);
    return answer;
  }

  /** And with it its time limit, before the pool takes the connection back. */
  private static void endTransaction(Connection connection) throws SQLException {
    connection.rollback();
    connection.setReadOnly(false);
    connection.setAutoCommit(true);
  }

  private <T> T queryWithLimit(
      Connection connection, String sql, Parameters parameters, RowReader<T> reader)
      throws SQLException {
    try (Statement limits = connection.createStatement()) {
      limits.execute(
          "SET LOCAL statement_timeout = %d; SET LOCAL max_parallel_workers_per_gather = 0"
              .formatted(config.statementTimeoutMillis()));
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      parameters.set(statement);
      try (ResultSet rows = statement.executeQuery()) {
        return reader.read(rows);
      }
    }
  }

  private static LedgerReadException readException(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof LedgerReadException known) {
      return known;
    }
    String message =
        cause instanceof TimeoutException
            ? "The ledger did not answer in time"
            : "The ledger can't be read";
    return new LedgerReadException(LedgerReadException.Kind.UNAVAILABLE, message, cause);
  }

  @FunctionalInterface
  private interface Parameters {
    void set(PreparedStatement statement) throws SQLException;
  }

  @FunctionalInterface
  private interface RowReader<T> {
    T read(ResultSet rows) throws SQLException;
  }
}
