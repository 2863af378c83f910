package dev.ringfence.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGProperty;

/** PostgreSQL: a bounded pool of connections, and the schema. */
public final class Database implements AutoCloseable {
  private static final String APPLICATION_NAME = "ringfence";
  private static final int MIN_IDLE = 2;
  private static final int FAIL_LATER = -1;

  private final DatabaseConfig config;
  private final HikariDataSource pool;

  private Database(DatabaseConfig config, HikariDataSource pool) {
    this.config = config;
    this.pool = pool;
  }

  /** Makes the pool. Nothing is connected before a connection is asked for. */
  public static Database open(DatabaseConfig config) {
    return new Database(config, new HikariDataSource(settings(config)));
  }

  /**
   * The same for a person who waits. The pool asks for as long as it may, also where it is told no;
   * here that is heard at the first time.
   *
   * @throws SQLException if it is told no, or hears nothing
   */
  public static Database openWhereLetIn(DatabaseConfig config) throws SQLException {
    HikariConfig settings = settings(config);
    long beganNanos = System.nanoTime();
    try {
      connectOnce(settings).close();
    } catch (SQLException failure) {
      long waitedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
      boolean isWorthMore =
          DatabaseTrouble.of(failure, config).filter(DatabaseTrouble::passing).isPresent()
              && waitedMillis < config.connectTimeoutMillis();
      if (!isWorthMore) {
        throw failure;
      }
    }
    return new Database(config, new HikariDataSource(settings));
  }

  /** A connection as those of the pool, beside it and without its patience. */
  private static Connection connectOnce(HikariConfig settings) throws SQLException {
    Properties login = new Properties();
    login.putAll(settings.getDataSourceProperties());
    login.put(PGProperty.USER.getName(), settings.getUsername());
    login.put(PGProperty.PASSWORD.getName(), settings.getPassword());
    Connection connection = DriverManager.getConnection(settings.getJdbcUrl(), login);
    try (Statement statement = connection.createStatement()) {
      statement.execute(settings.getConnectionInitSql());
      return connection;
    } catch (SQLException failure) {
      connection.close();
      throw failure;
    }
  }

  private static HikariConfig settings(DatabaseConfig config) {
    HikariConfig settings = new HikariConfig();
    settings.setPoolName(APPLICATION_NAME);
    settings.setJdbcUrl(config.jdbcUrl());
    settings.setUsername(config.user());
    settings.setPassword(config.password());
    settings.setMaximumPoolSize(config.poolSize());
    settings.setMinimumIdle(Math.min(MIN_IDLE, config.poolSize()));
    settings.setConnectionTimeout(config.connectTimeoutMillis());
    settings.setValidationTimeout(config.connectTimeoutMillis());
    settings.setInitializationFailTimeout(FAIL_LATER);
    settings.setConnectionInitSql(sessionSettings(config));
    settings.setExceptionOverride(new ReadOnlySessions());
    driver(settings, PGProperty.APPLICATION_NAME, APPLICATION_NAME);
    driver(settings, PGProperty.CONNECT_TIMEOUT, config.connectTimeoutSeconds());
    driver(settings, PGProperty.LOGIN_TIMEOUT, config.connectTimeoutSeconds());
    driver(settings, PGProperty.SOCKET_TIMEOUT, config.socketTimeoutSeconds());
    driver(settings, PGProperty.TCP_KEEP_ALIVE, true);
    driver(settings, PGProperty.SOCKET_FACTORY, WatchedSockets.class.getName());
    driver(settings, PGProperty.LOG_SERVER_ERROR_DETAIL, false);
    return settings;
  }

  /**
   * Brings the schema up to what this program knows. Several processes may do it at once.
   *
   * @throws MigrationUnderWayException if another process is at it for longer than a moment
   * @throws RefusedStartException if the schema is newer than the program, or not its own
   */
  public void migrate() {
    // The migration takes two of the pool's, and there may be no more.
    new Migration(pool, config.lockTimeoutMillis()).run(() -> connectOnce(pool));
  }

  /** What time it is there, in milliseconds since 1970. */
  public long clockMillis() throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** What a failure says of this database; nothing if it is a defect, or not the database's. */
  public Optional<DatabaseTrouble> troubleOf(Throwable failure) {
    return DatabaseTrouble.of(failure, config);
  }

  public DataSource dataSource() {
    return pool;
  }

  public DatabaseConfig config() {
    return config;
  }

  /** Closes a connection for good, instead of giving it back to the pool. */
  void discard(Connection connection) {
    pool.evictConnection(connection);
  }

  @Override
  public void close() {
    pool.close();
  }

  /**
   * Who has waited for a table for as long as a commit may waits no longer: after its socket's time
   * limit nobody listens to such a session, but the server keeps it until the lock is gone. No
   * role's setting ends those that a shard or its relay keeps. And where a policy hides rows, all
   * else would be wrong: a recovery of a part, and a verification of it that holds.
   */
  private static String sessionSettings(DatabaseConfig config) {
    String limits =
        "SET lock_timeout = "
            + config.lockTimeoutMillis()
            + "; SET idle_session_timeout = 0; SET row_security = off";
    String hostWatch = HostWatch.sql(config.jdbcUrl());
    return hostWatch == null ? limits : hostWatch + "; " + limits;
  }

  private static void driver(HikariConfig settings, PGProperty property, Object value) {
    settings.addDataSourceProperty(property.getName(), value.toString());
  }
}
