package dev.ringfence.localstack.testing;

/**
 * A database.
 *
 * @param jdbcUrl with the user and the password in it
 */
public record PostgresBackend(String jdbcUrl, String user, String password) {

  PostgresBackend withDatabase(String name) {
    return new PostgresBackend(
        jdbcUrl.replaceFirst("^(jdbc:postgresql://[^/]+/)[^?]+", "$1" + name), user, password);
  }
}
