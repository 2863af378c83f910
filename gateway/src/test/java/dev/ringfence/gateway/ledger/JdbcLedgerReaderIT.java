package dev.ringfence.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.util.Timestamps;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.LedgerEntry;
import dev.ringfence.api.v1.ListLedgerResponse;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.api.v1.ReservationState;
import dev.ringfence.journal.Database;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

@Timeout(60)
final class JdbcLedgerReaderIT {
  private static final String ROWS =
      """
      INSERT INTO ledger VALUES
        (0, 1, 42, 1, 1, 'r-1', 7, '2026-01-01Z', 'USD', 1, 0, 0, 0, 0),
        (0, 2, 42, 2, 3, 'r-2', 7, '2026-01-01Z', 'USD', 1, 1000.5, 1000.5, 0, 0);
      INSERT INTO ledger VALUES
        (0, 3, 42, 3, 5, 'r-3', 7, '2026-01-01 00:00:00.123Z', 'USD', 1, 900.5, -100, 100, 100,
         NULL, NULL, NULL, NULL, NULL, NULL, NULL,
         'o-1', false, 3, 100, 100, 1, '2026-01-02Z'),
        (0, 4, 42, 4, 8, 'r-4', 7, '2026-01-01Z', 'USD', 1, 900.5, 0, 0, -100,
         'ACME', 3, 3, 0, 0, 100, 100,
         'o-1', false, 3, 100, 0, 2, '2026-01-02Z'),
        (0, 5, 42, 5, 5, 'r-5', 7, '2026-01-01Z', 'USD', 1, 900.5, 0, 0, 0,
         'ACME', 2, -1, 1, 1, 100, 0,
         'o-2', true, 5, 1, 1, 1, NULL),
        (0, 6, 42, 6, 10, NULL, 0, '2026-01-01Z', 'USD', 1, 900.5, 0, 0, 0,
         'ACME', 3, 1, 0, -1, 100, 0,
         'o-2', true, 5, 1, 0, 4, NULL);
      INSERT INTO reservations VALUES
        (42, 'o-3', 0, NULL, 7, 1, 1, NULL, 7);
      """;

  private static PostgresBackend database;
  private static Database server;
  private static DataSource dataSource;
  private static JdbcLedgerReader reader;

  @BeforeAll
  static void fill() throws SQLException {
    database = Backends.freshDatabase();
    server = LedgerDatabase.open(database);
    LedgerDatabase.insert(server, ROWS);
    dataSource = server.dataSource();
    reader = new JdbcLedgerReader(dataSource, LedgerReaderConfig.defaults());
  }

  @AfterAll
  static void stop() {
    reader.close();
    server.close();
  }

  @Test
  void shouldListPagesInTheOrderOfVersions() {
    ListLedgerResponse first = get(reader.listLedger(42, 0, 4));
    ListLedgerResponse second = get(reader.listLedger(42, first.getNextAfterVersion(), 4));

    assertEquals(4, first.getEntriesCount());
    assertEquals(4, first.getNextAfterVersion());
    assertEquals(2, second.getEntriesCount());
    assertEquals(5, second.getEntries(0).getVersion());
    assertEquals(0, second.getNextAfterVersion());
  }

  @Test
  void shouldTakeListsFromTheReplicaAndOutcomesFromThePrimary() {
    try (Database behind = LedgerDatabase.empty();
        JdbcLedgerReader reading =
            new JdbcLedgerReader(
                dataSource, Optional.of(behind.dataSource()), LedgerReaderConfig.defaults())) {
      assertEquals(0, get(reading.listLedger(42, 0, 10)).getEntriesCount(), "it lags");
      assertTrue(get(reading.findOutcome(42, "r-2")).isPresent());
      assertTrue(get(reading.findEndedReservation(42, "o-1", 6)).isPresent());
    }
  }

  @Test
  void shouldTakeListsFromThePrimaryWhileTheReplicaDoesNotAnswer() {
    PGSimpleDataSource nowhere = new PGSimpleDataSource();
    nowhere.setURL("jdbc:postgresql://127.0.0.1:1/none?connectTimeout=1");
    try (JdbcLedgerReader reading =
        new JdbcLedgerReader(dataSource, Optional.of(nowhere), LedgerReaderConfig.defaults())) {
      assertEquals(6, get(reading.listLedger(42, 0, 10)).getEntriesCount());
    }
  }

  @Test
  void shouldSayThatItIsTheEndWhenThePageIsExactlyFull() {
    ListLedgerResponse page = get(reader.listLedger(42, 0, 6));

    assertEquals(6, page.getEntriesCount());
    assertEquals(0, page.getNextAfterVersion());
    assertEquals(0, get(reader.listLedger(43, 0, 6)).getEntriesCount());
  }

  @Test
  void shouldShowWhatEachEntryIsAbout() {
    ListLedgerResponse page = get(reader.listLedger(42, 0, 10));

    LedgerEntry deposit = page.getEntries(1);
    assertEquals("DEPOSITED", deposit.getType());
    assertEquals("1000.5", deposit.getBalanceChange());
    assertEquals("1000.5", deposit.getAccount().getBalance());
    assertFalse(deposit.hasPosition());
    assertFalse(deposit.hasReservation());
    LedgerEntry reserve = page.getEntries(2);
    assertEquals("-100", reserve.getBalanceChange());
    assertEquals("100", reserve.getReservation().getRemaining());
    assertEquals("2026-01-01T00:00:00.123Z", Timestamps.toString(reserve.getAt()));
    assertTrue(reserve.getReservation().hasExpiresAt());
    LedgerEntry fill = page.getEntries(3);
    assertEquals("33.3333", fill.getPosition().getAveragePrice());
    assertEquals("3", fill.getQuantityChange());
    assertEquals("", fill.getReservation().getSymbol());
    LedgerEntry expiry = page.getEntries(5);
    assertEquals("EXPIRED", expiry.getType());
    assertEquals("", expiry.getRequestId());
    assertEquals("ACME", expiry.getReservation().getSymbol());
    assertEquals("-1", expiry.getReservedQuantityChange());
  }

  @Test
  void shouldFindTheOutcomeOfAnAcceptedCommand() {
    CommandResult outcome = get(reader.findOutcome(42, "r-4")).orElseThrow();

    assertEquals(Outcome.OUTCOME_ACCEPTED, outcome.getOutcome());
    assertTrue(outcome.getReplayed());
    assertEquals(4, outcome.getAccount().getVersion());
    assertEquals("3", outcome.getPosition().getQuantity());
    assertEquals(ReservationState.RESERVATION_STATE_SETTLED, outcome.getReservation().getState());
    assertEquals(Optional.empty(), get(reader.findOutcome(42, "r-99")));
    assertEquals(Optional.empty(), get(reader.findOutcome(43, "r-4")));
    assertEquals(Optional.empty(), get(reader.findOutcome(42, "' OR true --")));
  }

  @Test
  void shouldFindOnlyReservationsThatHadEndedByThen() {
    Reservation ended = get(reader.findEndedReservation(42, "o-2", 6)).orElseThrow();

    assertEquals(ReservationState.RESERVATION_STATE_EXPIRED, ended.getState());
    assertEquals("ACME", ended.getSymbol());
    assertFalse(ended.hasExpiresAt());
    assertEquals(Optional.empty(), get(reader.findEndedReservation(42, "o-2", 5)));
    assertEquals(Optional.empty(), get(reader.findEndedReservation(42, "o-3", 6)));
  }

  @Test
  void shouldGiveUpWhenPostgresDoesNotAnswerInTime() throws SQLException {
    LedgerReaderConfig impatient = new LedgerReaderConfig(1, 1, 200, 30_000);
    try (JdbcLedgerReader hurried = new JdbcLedgerReader(dataSource, impatient);
        Connection locker = dataSource.getConnection();
        Statement statement = locker.createStatement()) {
      locker.setAutoCommit(false);
      statement.execute("LOCK TABLE ledger IN ACCESS EXCLUSIVE MODE");

      LedgerReadException failure = failure(hurried.findEndedReservation(42, "o-1", 6));

      locker.rollback();
      assertEquals(LedgerReadException.Kind.UNAVAILABLE, failure.kind());
      SQLException cause = assertInstanceOf(SQLException.class, failure.getCause());
      assertEquals("57014", cause.getSQLState());
    }
  }

  @Test
  void shouldRefuseWhenTooManyReadsWait() throws SQLException {
    LedgerReaderConfig small = new LedgerReaderConfig(1, 1, 30_000, 30_000);
    try (JdbcLedgerReader bounded = new JdbcLedgerReader(dataSource, small);
        Connection locker = dataSource.getConnection();
        Statement statement = locker.createStatement()) {
      locker.setAutoCommit(false);
      statement.execute("LOCK TABLE ledger IN ACCESS EXCLUSIVE MODE");
      CompletionStage<Optional<Reservation>> running = bounded.findEndedReservation(42, "o-1", 6);
      CompletionStage<Optional<Reservation>> waiting = bounded.findEndedReservation(42, "o-1", 6);

      LedgerReadException failure = failure(bounded.findEndedReservation(42, "o-1", 6));

      locker.rollback();
      assertEquals(LedgerReadException.Kind.BUSY, failure.kind());
      assertTrue(get(running).isPresent());
      assertTrue(get(waiting).isPresent());
    }
  }

  @Test
  void shouldLeaveItsPlaceInTheQueueWhenNobodyWaitsForAReadAnyMore() throws SQLException {
    LedgerReaderConfig small = new LedgerReaderConfig(1, 1, 30_000, 300);
    try (JdbcLedgerReader bounded = new JdbcLedgerReader(dataSource, small);
        Connection locker = dataSource.getConnection();
        Statement statement = locker.createStatement()) {
      locker.setAutoCommit(false);
      statement.execute("LOCK TABLE ledger IN ACCESS EXCLUSIVE MODE");
      CompletionStage<Optional<Reservation>> running = bounded.findEndedReservation(42, "o-1", 6);
      CompletionStage<Optional<Reservation>> waiting = bounded.findEndedReservation(42, "o-1", 6);
      assertEquals(LedgerReadException.Kind.UNAVAILABLE, failure(running).kind());
      assertEquals(LedgerReadException.Kind.UNAVAILABLE, failure(waiting).kind());

      LedgerReadException next = failure(bounded.findEndedReservation(42, "o-1", 6));

      locker.rollback();
      assertEquals(LedgerReadException.Kind.UNAVAILABLE, next.kind());
    }
  }

  @Test
  void shouldSayUnavailableWhenThereIsNoPostgres() {
    PGSimpleDataSource nowhere = new PGSimpleDataSource();
    nowhere.setUrl("jdbc:postgresql://127.0.0.1:1/none?connectTimeout=2");
    try (JdbcLedgerReader lost = new JdbcLedgerReader(nowhere, LedgerReaderConfig.defaults())) {
      LedgerReadException failure = failure(lost.listLedger(42, 0, 10));

      assertEquals(LedgerReadException.Kind.UNAVAILABLE, failure.kind());
    }
  }

  @Test
  void shouldReadOnceMoreWhenThePooledConnectionWasLost() {
    StaleConnections stale = new StaleConnections(1);
    try (JdbcLedgerReader patient = new JdbcLedgerReader(stale, LedgerReaderConfig.defaults())) {
      assertTrue(get(patient.findOutcome(42, "r-4")).isPresent());
      assertEquals(2, stale.handedOut);
    }
  }

  @Test
  void shouldSayUnavailableWhenTheNextConnectionIsLostToo() {
    StaleConnections stale = new StaleConnections(2);
    try (JdbcLedgerReader patient = new JdbcLedgerReader(stale, LedgerReaderConfig.defaults())) {
      assertEquals(
          LedgerReadException.Kind.UNAVAILABLE, failure(patient.findOutcome(42, "r-4")).kind());
      assertEquals(2, stale.handedOut);
    }
  }

  /** A pool whose first connections were ended by the server, and that does not know of it. */
  private static final class StaleConnections extends PGSimpleDataSource {
    private final int staleCount;
    private volatile int handedOut;

    StaleConnections(int staleCount) {
      this.staleCount = staleCount;
      setUrl(database.jdbcUrl());
      setSocketTimeout(20);
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = super.getConnection();
      int number = handedOut + 1;
      handedOut = number;
      if (number <= staleCount) {
        end(connection.unwrap(PGConnection.class).getBackendPID());
      }
      return connection;
    }

    private static void end(int backend) throws SQLException {
      try (Connection killer = dataSource.getConnection();
          Statement statement = killer.createStatement()) {
        statement.execute("SELECT pg_terminate_backend(" + backend + ", 10000)");
      }
    }
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static LedgerReadException failure(CompletionStage<?> stage) {
    CompletionException failure =
        assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join());
    return assertInstanceOf(LedgerReadException.class, failure.getCause());
  }
}
