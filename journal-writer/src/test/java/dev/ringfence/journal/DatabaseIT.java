package dev.ringfence.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import dev.ringfence.localstack.testing.Until;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class DatabaseIT {
  private static final int FEW = 4;

  /** As in the kernel's table of sockets. */
  private static final int KEEPALIVE = 2;

  @Test
  void shouldMigrateOnceWhenTwoProcessesStartTogether() throws Exception {
    PostgresBackend backend = Backends.freshDatabase();

    try (Database one = open(backend);
        Database other = open(backend)) {
      CompletableFuture<Void> first = CompletableFuture.runAsync(one::migrate);
      other.migrate();
      first.join();
      one.migrate();

      assertEquals(
          List.of("1"),
          new Tables(one.config())
              .rows("SELECT count(*) FROM flyway_schema_history WHERE version = '1'"));
    }
  }

  @Test
  void shouldSayThatAnotherMigratesWhenThatTakesLong() throws Exception {
    PostgresBackend backend = Backends.freshDatabase();
    try (Database other = open(backend);
        Database database = open(backend)) {
      try (MigrationTurn _ = MigrationTurn.take(other.dataSource().getConnection())) {
        MigrationUnderWayException waited =
            assertThrows(MigrationUnderWayException.class, database::migrate);

        DatabaseTrouble trouble = database.troubleOf(waited).orElseThrow();
        assertTrue(trouble.passing(), "worth another try");
        assertTrue(trouble.message().startsWith("Another process migrates"), trouble::message);
      }

      database.migrate();
    }
  }

  @Test
  void shouldLetAMigrationTakeLongerThanAnyOtherStatementMay() throws Exception {
    PostgresBackend backend = Backends.freshDatabase();
    int socketMillis = 2_000;
    try (Database database =
        Database.open(
            DatabaseConfig.of(backend.jdbcUrl(), backend.user(), backend.password())
                .withPoolSize(FEW)
                .withTimeouts(20_000, socketMillis, 1_900, 1_900))) {
      Tables tables = new Tables(database.config());
      new Migration(database.dataSource(), 1_900, "classpath:dev/ringfence/journal/slow")
          .run(database.dataSource()::getConnection);

      assertEquals(List.of("3"), tables.rows("SELECT seconds FROM slow"));
      List<Connection> all = new ArrayList<>();
      for (int connection = 0; connection < FEW; connection++) {
        all.add(database.dataSource().getConnection());
        assertEquals(socketMillis, all.getLast().getNetworkTimeout(), "all others have it still");
      }
      for (Connection connection : all) {
        connection.close();
      }
    }
  }

  @Test
  void shouldKeepItsTurnWhenTheServerEndsIdleTransactions() throws Exception {
    PostgresBackend backend = Backends.freshDatabase();
    backend.execute(setting(backend, "SET idle_in_transaction_session_timeout = '500ms'"));
    try (Database database = open(backend)) {
      Connection turn = backend.connect();
      try (MigrationTurn _ = MigrationTurn.take(turn);
          Connection idle = backend.connect()) {
        idle.setAutoCommit(false);
        String session = Tables.rows(idle.createStatement(), "SELECT pg_backend_pid()").getFirst();
        new Tables(database.config())
            .await("SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = " + session);

        assertTrue(turn.isValid(20), "nobody else may begin");
      }

      new Migration(database.dataSource(), 1_900, "classpath:dev/ringfence/journal/slow")
          .run(backend::connect);

      assertEquals(List.of("3"), new Tables(database.config()).rows("SELECT seconds FROM slow"));
    }
  }

  @Test
  void shouldSayWhyWhenAnEmptyDatabaseOnlyLetsItselfBeRead() throws Exception {
    PostgresBackend backend = Backends.freshDatabase();
    backend.execute(setting(backend, "SET default_transaction_read_only = on"));
    try (Database database = open(backend)) {
      RuntimeException refusal = assertThrows(RuntimeException.class, database::migrate);

      String said = database.troubleOf(refusal).map(DatabaseTrouble::message).orElse("nothing");
      assertTrue(said.contains("default_transaction_read_only is on"), said);
    }
  }

  @Test
  void shouldMakeNoSecondSchemaWhenTheSearchPathLeadsElsewhere() throws Exception {
    PostgresBackend backend = Backends.freshDatabase();
    try (Database database = open(backend)) {
      database.migrate();
    }
    backend.execute("CREATE SCHEMA AUTHORIZATION CURRENT_USER");

    try (Database database = open(backend)) {
      RefusedStartException refusal = assertThrows(RefusedStartException.class, database::migrate);

      assertTrue(refusal.getMessage().endsWith("SET search_path = public"), refusal::getMessage);
      assertEquals(
          List.of("1"),
          new Tables(database.config())
              .rows("SELECT count(*) FROM pg_tables WHERE tablename = 'shards'"));
    }
  }

  @Test
  void shouldFailRatherThanSeeAPartWhenAPolicyHidesRows() throws Exception {
    PostgresBackend backend = Backends.freshDatabase();
    try (Database database = open(backend)) {
      database.migrate();
      backend.execute("ALTER TABLE accounts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY");

      try (Connection connection = database.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        SQLException refusal =
            assertThrows(
                SQLException.class, () -> Tables.rows(statement, "SELECT * FROM accounts"));

        assertEquals("42501", refusal.getSQLState());
      }
    }
  }

  private static String setting(PostgresBackend backend, String setting) throws SQLException {
    return "ALTER DATABASE %s %s"
        .formatted(backend.value("SELECT quote_ident(current_database())"), setting);
  }

  @Test
  void shouldNotWaitForLongWhenAMigrationNeedsALockThatAnotherHas() throws Exception {
    PostgresBackend backend = Backends.freshDatabase();
    try (Database database =
            Database.open(
                JournalBed.patient(backend.jdbcUrl(), backend.user(), backend.password())
                    .withPoolSize(FEW)
                    .withTimeouts(20_000, 20_000, 10_000, 100));
        Connection other = database.dataSource().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("CREATE DOMAIN account_number AS bigint");

      RuntimeException waited = assertThrows(RuntimeException.class, database::migrate);
      other.rollback();
      database.migrate();

      String said = database.troubleOf(waited).map(DatabaseTrouble::message).orElse("nothing");
      assertTrue(said.contains("lock timeout"), said);
    }
  }

  @Test
  void shouldRefuseToStartWhenTheSchemaIsNewer() throws Exception {
    try (Database database = open(Backends.freshDatabase())) {
      database.migrate();
      new Tables(database.config())
          .run(
              "INSERT INTO flyway_schema_history (installed_rank, version, description, type,"
                  + " script, checksum, installed_by, execution_time, success)"
                  + " VALUES (999, '999', 'from the future', 'SQL', 'V999__x.sql', 1, 'x', 1, true)");

      RefusedStartException refusal = assertThrows(RefusedStartException.class, database::migrate);

      assertTrue(refusal.getMessage().contains("version 999"), refusal::getMessage);
    }
  }

  @Test
  void shouldRefuseToStartWhenAMigrationWasChanged() throws Exception {
    try (Database database = open(Backends.freshDatabase())) {
      database.migrate();
      new Tables(database.config())
          .run("UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version = '1'");

      assertThrows(RefusedStartException.class, database::migrate);
    }
  }

  @Test
  void shouldRefuseChangesWhenTheyTouchTheLedger() throws Exception {
    try (Database database = open(Backends.freshDatabase())) {
      database.migrate();
      Tables tables = new Tables(database.config());

      for (String change :
          List.of("DELETE FROM ledger", "UPDATE ledger SET version = 1", "TRUNCATE ledger")) {
        SQLException refusal = assertThrows(SQLException.class, () -> tables.run(change));
        assertEquals("23001", refusal.getSQLState());
      }
    }
  }

  @Test
  void shouldTellWhereWhenTheServerCannotBeReached() {
    DatabaseConfig nowhere =
        DatabaseConfig.of("jdbc:postgresql://127.0.0.1:1/none", "nobody", "secret")
            .withTimeouts(250, 1_000, 500, 500);

    try (Database database = Database.open(nowhere)) {
      assertThrows(SQLException.class, () -> database.dataSource().getConnection());
    }
  }

  @Test
  void shouldKeepNoSessionInTheServerWhenATableIsLocked() throws Exception {
    PostgresBackend backend = Backends.freshDatabase();
    try (Database database = open(backend);
        Connection admin = new Tables(database.config()).connect();
        Statement locks = admin.createStatement();
        Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      locks.execute("CREATE TABLE busy ()");
      admin.setAutoCommit(false);
      locks.execute("LOCK TABLE busy");

      SQLException refusal =
          assertThrows(SQLException.class, () -> statement.execute("SELECT FROM busy"));

      assertEquals("55P03", refusal.getSQLState());
      assertEquals(
          List.of("0"), Tables.rows(statement, "SELECT current_setting('idle_session_timeout')"));
      admin.rollback();
    }
  }

  @Test
  void shouldWriteAgainAtOnceWhenTheDatabaseWasReadOnly() throws Exception {
    PostgresBackend backend = Backends.freshDatabase();
    String name = backend.value("SELECT quote_ident(current_database())");
    // Its session began before, and goes on writing.
    try (Connection admin = backend.connect();
        Statement settings = admin.createStatement()) {
      settings.execute("ALTER DATABASE " + name + " SET default_transaction_read_only = on");
      // Later, as it begins to open sessions at once.
      try (Database database = open(backend)) {
        SQLException refusal = assertThrows(SQLException.class, () -> write(database));
        assertEquals("25006", refusal.getSQLState());

        settings.execute("ALTER DATABASE " + name + " RESET default_transaction_read_only");

        for (int session = 1; session <= FEW; session++) {
          tryToWrite(database);
        }
        write(database);
      }
    }
  }

  private static void write(Database database) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS written ()");
    }
  }

  /** It may get one of the sessions that began as readers, of which each is met once. */
  private static void tryToWrite(Database database) {
    try {
      write(database);
    } catch (SQLException refusal) {
      assertEquals("25006", refusal.getSQLState());
    }
  }

  @Test
  void shouldFindOutSoonWhenAHostIsGone() throws Exception {
    PostgresBackend backend = Backends.freshDatabase();
    try (Database database = open(backend)) {
      assertEquals(List.of("3 | 5 | 2 | 10000 | 0"), hostWatch(database));
    }
    String own =
        "&options=" + URLEncoder.encode("-c work_mem=5MB -c tcp_keepalives_idle=60", UTF_8);
    try (Database database =
        Database.open(
            DatabaseConfig.of(backend.jdbcUrl() + own, backend.user(), backend.password()))) {
      assertEquals(List.of("3 | 60 | 2 | 10000 | 0"), hostWatch(database));
      try (Connection connection = database.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        assertEquals(List.of("5MB"), Tables.rows(statement, "SHOW work_mem"));
      }
    }
  }

  /** The kernel tells when it looks next: in hundredths of a second, and two hours of its own. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldLookSoonWhetherThePostgresItWaitsForIsGone() throws Exception {
    try (Database database = open(Backends.freshDatabase());
        Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      int port = Integer.parseInt(Tables.rows(statement, "SELECT inet_client_port()").getFirst());

      Until.holds(
          "it looks in five seconds at the latest, and not in two hours",
          () -> {
            int[] timer = timerOf(port);
            return timer[0] == KEEPALIVE && timer[1] <= 600;
          });
    }
  }

  /** What the socket at the local port has a timer for, and how long it has to go. */
  private static int[] timerOf(int port) throws IOException {
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields[1].endsWith(":%04X".formatted(port))) {
          String[] timer = fields[5].split(":", -1);
          return new int[] {Integer.parseInt(timer[0], 16), Integer.parseInt(timer[1], 16)};
        }
      }
    }
    throw new IOException("No socket at port " + port);
  }

  /** And the limit that a tool's long transaction must not have. */
  private static List<String> hostWatch(Database database) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      return Tables.rows(
          statement,
          "SELECT current_setting('tcp_keepalives_count'), current_setting('tcp_keepalives_idle'),"
              + " current_setting('tcp_keepalives_interval'), setting,"
              + " current_setting('idle_in_transaction_session_timeout')"
              + " FROM pg_settings WHERE name = 'tcp_user_timeout'");
    }
  }

  private static Database open(PostgresBackend backend) {
    return Database.open(
        DatabaseConfig.of(backend.jdbcUrl(), backend.user(), backend.password()).withPoolSize(FEW));
  }
}
