package dev.ringfence.journal;

import java.util.regex.Pattern;
import org.postgresql.Driver;

/**
 * How to reach PostgreSQL.
 *
 * @param jdbcUrl where it is; with several hosts, add {@code targetServerType=primary}
 * @param user who connects
 * @param password his password; may be empty
 * @param poolSize how many connections there are at most, one for each shard included; up to 30
 * @param connectTimeoutMillis how long to wait for a connection
 * @param socketTimeoutMillis how long to wait for an answer on the wire before the connection is
 *     given up; whole seconds
 * @param statementTimeoutMillis how long the server works on one commit before it gives up
 * @param lockTimeoutMillis how long the server waits for a row lock before it gives up
 */
public record DatabaseConfig(
    String jdbcUrl,
    String user,
    String password,
    int poolSize,
    int connectTimeoutMillis,
    int socketTimeoutMillis,
    int statementTimeoutMillis,
    int lockTimeoutMillis) {
  /** A pool has no more connections than that. */
  public static final int MAX_POOL_SIZE = 30;

  private static final int MIN_CONNECT_TIMEOUT_MILLIS = 250;
  private static final int MILLIS_PER_SECOND = 1_000;
  private static final Pattern SECRET_IN_URL =
      Pattern.compile("((?:ssl)?password=)[^&]*", Pattern.CASE_INSENSITIVE);

  public DatabaseConfig {
    require(
        jdbcUrl != null && jdbcUrl.startsWith("jdbc:postgresql:"),
        "the database URL must begin with jdbc:postgresql:");
    require(
        Driver.parseURL(jdbcUrl, null) != null,
        "the database URL must look like jdbc:postgresql://host:5432/database");
    require(user != null && !user.isBlank(), "the user of the database is missing");
    require(password != null, "password is missing; it may be empty");
    require(
        poolSize > 0 && poolSize <= MAX_POOL_SIZE,
        "poolSize must be from 1 to " + MAX_POOL_SIZE + ", not " + poolSize);
    require(
        connectTimeoutMillis >= MIN_CONNECT_TIMEOUT_MILLIS,
        "connectTimeoutMillis must be at least "
            + MIN_CONNECT_TIMEOUT_MILLIS
            + ", not "
            + connectTimeoutMillis);
    require(
        socketTimeoutMillis >= MILLIS_PER_SECOND && socketTimeoutMillis % MILLIS_PER_SECOND == 0,
        "socketTimeoutMillis must be whole seconds, not " + socketTimeoutMillis);
    require(
        statementTimeoutMillis > 0 && statementTimeoutMillis < socketTimeoutMillis,
        "statementTimeoutMillis must be less than socketTimeoutMillis, not "
            + statementTimeoutMillis);
    require(
        lockTimeoutMillis > 0 && lockTimeoutMillis <= statementTimeoutMillis,
        "lockTimeoutMillis must be at most statementTimeoutMillis, not " + lockTimeoutMillis);
  }

  /** Good defaults for everything else. */
  public static DatabaseConfig of(String jdbcUrl, String user, String password) {
    return new DatabaseConfig(jdbcUrl, user, password, MAX_POOL_SIZE, 2_000, 10_000, 5_000, 2_000);
  }

  public DatabaseConfig withPoolSize(int size) {
    return new DatabaseConfig(
        jdbcUrl,
        user,
        password,
        size,
        connectTimeoutMillis,
        socketTimeoutMillis,
        statementTimeoutMillis,
        lockTimeoutMillis);
  }

  /** The same, with this much patience for a connection alone. */
  public DatabaseConfig withConnectTimeout(int millis) {
    return withTimeouts(millis, socketTimeoutMillis, statementTimeoutMillis, lockTimeoutMillis);
  }

  public DatabaseConfig withTimeouts(
      int newConnectTimeoutMillis,
      int newSocketTimeoutMillis,
      int newStatementTimeoutMillis,
      int newLockTimeoutMillis) {
    return new DatabaseConfig(
        jdbcUrl,
        user,
        password,
        poolSize,
        newConnectTimeoutMillis,
        newSocketTimeoutMillis,
        newStatementTimeoutMillis,
        newLockTimeoutMillis);
  }

  int socketTimeoutSeconds() {
    return socketTimeoutMillis / MILLIS_PER_SECOND;
  }

  int connectTimeoutSeconds() {
    return Math.ceilDiv(connectTimeoutMillis, MILLIS_PER_SECOND);
  }

  /** The URL without passwords. */
  public String maskedJdbcUrl() {
    return SECRET_IN_URL.matcher(jdbcUrl).replaceAll("$1***");
  }

  @Override
  public String toString() {
    return "DatabaseConfig[jdbcUrl="
        + maskedJdbcUrl()
        + ", user="
        + user
        + ", password=***, poolSize="
        + poolSize
        + ", connectTimeoutMillis="
        + connectTimeoutMillis
        + ", socketTimeoutMillis="
        + socketTimeoutMillis
        + ", statementTimeoutMillis="
        + statementTimeoutMillis
        + ", lockTimeoutMillis="
        + lockTimeoutMillis
        + "]";
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
