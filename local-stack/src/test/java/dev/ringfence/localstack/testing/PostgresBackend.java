package dev.ringfence.localstack.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A database.
 *
 * @param jdbcUrl with the user and the password in it
 */
public record PostgresBackend(String jdbcUrl, String user, String password) {
  /**
   * Ends all others who are connected to the same database. Not the server's own workers, as an
   * autovacuum that just looks into it: nobody but a superuser may end that.
   */
  public static final String END_OTHER_CLIENTS =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid IN"
          + " (SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
          + " AND backend_type = 'client backend' AND pid <> pg_backend_pid())";

  /** Whoever asks for it closes it. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl);
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The one value that it asks for. */
  public String value(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      if (!row.next()) {
        throw new AssertionError("no row: " + query);
      }
      return row.getString(1);
    }
  }

  PostgresBackend withDatabase(String name) {
    return new PostgresBackend(
        jdbcUrl.replaceFirst("^(jdbc:postgresql://[^/]+/)[^?]+", "$1" + name), user, password);
  }
}
