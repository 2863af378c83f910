package dev.ringfence.journal.relay;

import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.AccountStatus;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.events.v1.AccountEvent;
import dev.ringfence.events.v1.AccountEventType;
import dev.ringfence.localstack.testing.PostgresBackend;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** The tables of a real database, filled as the group commit would fill them. */
final class OutboxTable {
  private static final int ACCOUNTS = 100;

  private final PGSimpleDataSource dataSource = new PGSimpleDataSource();
  private long sequence;

  OutboxTable(PostgresBackend backend) throws SQLException {
    dataSource.setUrl(backend.jdbcUrl());
    dataSource.setSocketTimeout(60);
    Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:dev/ringfence/sql")
        .load()
        .migrate();
    execute("SELECT add_shard(0, 1)");
    execute("UPDATE shards SET epoch = 7");
  }

  DataSource dataSource() {
    return dataSource;
  }

  /** As if so many events had been committed and published. */
  void startAfter(long events) throws SQLException {
    sequence = events;
    execute("UPDATE relay_cursors SET sequence = " + events);
  }

  /** Commits so many events, in one statement, over 100 accounts in turn. */
  void commit(int events) throws SQLException {
    commit(events, 0);
  }

  /** The same, with request ids of so many characters more. */
  void commit(int events, int padding) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement statement =
          connection.prepareStatement(
              "INSERT INTO outbox VALUES (0, ?, ?, ?, ?, ?, ?, outbox_slot(?))")) {
        for (int event = 0; event < events; event++) {
          add(statement, padding);
        }
        statement.executeBatch();
      }
      execute(connection, "UPDATE shards SET sequence = " + sequence);
      connection.commit();
    }
  }

  private void add(PreparedStatement statement, int padding) throws SQLException {
    long accountId = 1 + sequence % ACCOUNTS;
    long version = 1 + sequence / ACCOUNTS;
    long nowMillis = System.currentTimeMillis();
    sequence++;
    statement.setLong(1, sequence);
    statement.setLong(2, accountId);
    statement.setLong(3, version);
    statement.setInt(4, EffectType.DEPOSITED.code());
    statement.setTimestamp(5, new Timestamp(nowMillis));
    statement.setBytes(6, payload(accountId, version, nowMillis, padding));
    statement.setLong(7, sequence);
    statement.addBatch();
  }

  static byte[] payload(long accountId, long version, long nowMillis, int padding) {
    return AccountEvent.newBuilder()
        .setEventId(accountId + "-" + version)
        .setType(AccountEventType.ACCOUNT_EVENT_TYPE_DEPOSITED)
        .setRequestId("request-" + version + "x".repeat(padding))
        .setAccount(
            Account.newBuilder()
                .setAccountId(accountId)
                .setCurrency("USD")
                .setStatus(AccountStatus.ACCOUNT_STATUS_ACTIVE)
                .setBalance(Long.toString(version * 100))
                .setReserved("0")
                .setVersion(version))
        .setBalanceChange("100")
        .setReservedChange("0")
        .setOccurredAt(com.google.protobuf.Timestamp.newBuilder().setSeconds(nowMillis / 1_000))
        .build()
        .toByteArray();
  }

  long cursor() throws SQLException {
    return number("SELECT coalesce(max(sequence), 0) FROM relay_cursors");
  }

  long rows() throws SQLException {
    return number("SELECT count(*) FROM outbox");
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      execute(connection, sql);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }
}
