package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.localstack.testing.Until;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Looks into the tables, and compares them with what a {@link ScriptedShard} expects. Each look is
 * over a connection of its own: a pooled one might be of a server that a test has ended.
 */
final class Tables {
  private static final String ACTIVITY =
      "SELECT pid, state, wait_event_type, wait_event, left(query, 80) FROM pg_stat_activity"
          + " WHERE datname = current_database()";
  private static final List<String> YES = List.of("t");
  private static final int TIME_LIMIT_SECONDS = 120;

  private final PGSimpleDataSource dataSource = new PGSimpleDataSource();

  Tables(DatabaseConfig config) {
    dataSource.setUrl(config.jdbcUrl());
    dataSource.setUser(config.user());
    dataSource.setPassword(config.password());
    dataSource.setConnectTimeout(TIME_LIMIT_SECONDS);
    dataSource.setSocketTimeout(TIME_LIMIT_SECONDS);
  }

  void assertHolds(ScriptedShard shard) throws SQLException {
    List<String> accounts = new ArrayList<>();
    List<String> positions = new ArrayList<>();
    List<String> reservations = new ArrayList<>();
    shard.accounts.forEach(
        (id, account) -> {
          accounts.add(
              row(id, "USD", 1, money(account.balance), money(account.reserved), account.version));
          account.positions.forEach(
              (symbol, held) ->
                  positions.add(row(id, symbol, money(held[0]), money(held[1]), money(held[2]))));
          account.reservations.forEach(
              (order, held) -> {
                if (held[2] == ReservationState.OPEN.code()) {
                  reservations.add(row(id, order, money(held[0]), money(held[1]), held[3]));
                }
              });
        });

    assertEquals(
        accounts,
        rows(
            "SELECT account_id, currency, status, trim_scale(balance), trim_scale(reserved), version"
                + " FROM accounts ORDER BY account_id"));
    assertEquals(
        positions,
        rows(
            "SELECT account_id, symbol, trim_scale(quantity), trim_scale(reserved_quantity),"
                + " trim_scale(cost) FROM positions ORDER BY account_id, symbol"));
    assertEquals(
        reservations,
        rows(
            "SELECT account_id, order_id, trim_scale(amount), trim_scale(remaining),"
                + " opened_sequence FROM reservations ORDER BY account_id, order_id"));
    assertEquals(
        List.of(row(shard.number(), shard.sequence())),
        rows("SELECT batch, sequence FROM shards WHERE shard_id = " + shard.batch.shardId()));
    assertLogIsWhole(shard.sequence());
  }

  /** One ledger row and one outbox row for every sequence, and versions without gaps. */
  private void assertLogIsWhole(long lastSequence) throws SQLException {
    assertEquals(
        List.of(row(lastSequence, lastSequence)),
        rows(
            "SELECT count(*), count(o.payload) FROM generate_series(1, "
                + lastSequence
                + ") s JOIN ledger l ON l.sequence = s LEFT JOIN outbox o USING (shard_id,"
                + " sequence, account_id, version, type, occurred_at)"));
    assertEquals(List.of(row(lastSequence)), rows("SELECT count(*) FROM ledger"));
    assertEquals(List.of(row(lastSequence)), rows("SELECT count(*) FROM outbox"));
    assertEquals(
        List.of(),
        rows(
            "SELECT l.account_id FROM ledger l JOIN accounts a USING (account_id)"
                + " GROUP BY l.account_id, a.version, a.balance"
                + " HAVING count(*) <> a.version OR max(l.version) <> a.version"
                + " OR sum(l.balance_change) <> a.balance"));
  }

  /** Whoever asks for it closes it. */
  Connection connect() throws SQLException {
    return dataSource.getConnection();
  }

  List<String> rows(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      return rows(statement, sql);
    }
  }

  static List<String> rows(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        Object[] values = new Object[result.getMetaData().getColumnCount()];
        for (int column = 0; column < values.length; column++) {
          values[column] = result.getString(column + 1);
        }
        rows.add(row(values));
      }
      return rows;
    }
  }

  void run(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Waits until the query, which gives one boolean, says yes. */
  void await(String condition) throws Exception {
    try {
      Until.holds("PostgreSQL says yes to " + condition, () -> rows(condition).equals(YES));
    } catch (AssertionError never) {
      throw new AssertionError("the server is at " + rows(ACTIVITY), never);
    }
  }

  static String row(Object... values) {
    List<String> texts = new ArrayList<>();
    for (Object value : values) {
      texts.add(String.valueOf(value));
    }
    return String.join(" | ", texts);
  }

  private static String money(long units) {
    return Amount.format(units);
  }
}
