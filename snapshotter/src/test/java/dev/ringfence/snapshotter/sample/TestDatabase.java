package dev.ringfence.snapshotter.sample;

import dev.ringfence.journal.Database;
import dev.ringfence.journal.DatabaseConfig;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A new, migrated database behind the pool that production uses. */
public final class TestDatabase implements AutoCloseable {
  private static final int POOL_SIZE = 12;

  /** Of names that are there twice, those of the other schema are meant. */
  private static final String OWN_SETTINGS =
      """
      CREATE SCHEMA elsewhere;
      CREATE TYPE public.journal_entry AS (nothing integer);
      CREATE TABLE public.ledger (nothing integer);
      DO $$
      DECLARE setting text;
      BEGIN
        FOREACH setting IN ARRAY ARRAY[
          'search_path = elsewhere, public', 'default_transaction_isolation = serializable',
          'default_transaction_deferrable = on', 'synchronous_commit = off',
          'bytea_output = escape', 'array_nulls = off', 'extra_float_digits = -10',
          'IntervalStyle = sql_standard', 'DateStyle = German', 'TimeZone = ''America/St_Johns''',
          'transform_null_equals = on', 'enable_partition_pruning = off', 'row_security = off',
          'client_min_messages = debug1']
        LOOP
          EXECUTE format('ALTER DATABASE %I SET %s', current_database(), setting);
        END LOOP;
      END $$
      """;

  private final Database database;

  private TestDatabase(Database database) {
    this.database = database;
  }

  /** Empty but for the schema. */
  public static TestDatabase create() {
    return on(Backends.freshDatabase());
  }

  /**
   * Empty, and set up by somebody who likes it otherwise: his settings are those of each session.
   */
  public static TestDatabase withSettingsOfItsOwn() throws SQLException {
    PostgresBackend backend = Backends.freshDatabase();
    backend.execute(OWN_SETTINGS);
    return on(backend);
  }

  /**
   * With sample data, which takes the time it takes: production's limits are not for bulk loads.
   */
  public static TestDatabase with(SampleShape shape) throws SQLException {
    PostgresBackend backend = Backends.freshDatabase();
    TestDatabase created = on(backend);
    PGSimpleDataSource unlimited = new PGSimpleDataSource();
    unlimited.setUrl(backend.jdbcUrl());
    SampleData.load(unlimited, shape);
    return created;
  }

  private static TestDatabase on(PostgresBackend backend) {
    Database database =
        Database.open(
            DatabaseConfig.of(backend.jdbcUrl(), backend.user(), backend.password())
                .withPoolSize(POOL_SIZE));
    database.migrate();
    return new TestDatabase(database);
  }

  public Database database() {
    return database;
  }

  public DataSource dataSource() {
    return database.dataSource();
  }

  /** Does it as the owner of the tables, who can silence the ledger's guard. */
  public void tamper(String sql) throws SQLException {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE ledger DISABLE TRIGGER USER");
      try {
        statement.execute(sql);
      } finally {
        statement.execute("ALTER TABLE ledger ENABLE TRIGGER USER");
      }
    }
  }

  /** The number that a query gives. */
  public long number(String query) throws SQLException {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
