package dev.ringfence.gateway.ledger;

import dev.ringfence.journal.Database;
import dev.ringfence.journal.DatabaseConfig;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A database of its own with the tables, for readers to be tried on. */
final class LedgerDatabase {
  private static final int CONNECTIONS = 8;

  private LedgerDatabase() {}

  static Database empty() {
    return open(Backends.freshDatabase());
  }

  static Database open(PostgresBackend backend) {
    Database database =
        Database.open(
            DatabaseConfig.of(backend.jdbcUrl(), backend.user(), backend.password())
                .withPoolSize(CONNECTIONS));
    database.migrate();
    return database;
  }

  static Database with(String rows) throws SQLException {
    Database database = empty();
    insert(database, rows);
    return database;
  }

  static void insert(Database database, String rows) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(rows);
    }
  }
}
