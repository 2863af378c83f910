package dev.ringfence.snapshotter.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Reads some accounts with all of their positions, as of one moment. */
final class SnapshotPage {
  private static final String NEXT_IDS =
      "SELECT account_id FROM accounts WHERE account_id > ? ORDER BY account_id LIMIT ?";
  private static final String ESTIMATE =
      "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'accounts'::regclass";
  private static final String OF_IDS = " WHERE account_id = ANY (?)";

  private final DataSource dataSource;

  SnapshotPage(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** The account is null where PostgreSQL has none. */
  record Row(AccountImage account, List<PositionImage> positions) {}

  List<Long> idsAfter(long accountId, int limit) throws SnapshotException {
    List<Long> ids = new ArrayList<>(limit);
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query = connection.prepareStatement(NEXT_IDS)) {
      query.setLong(1, accountId);
      query.setInt(2, limit);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getLong(1));
        }
      }
      return ids;
    } catch (SQLException failed) {
      throw JdbcSnapshotSource.unreadable(failed);
    }
  }

  /** How many accounts there may be. */
  long estimate() throws SnapshotException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query = connection.prepareStatement(ESTIMATE);
        ResultSet rows = query.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException failed) {
      throw JdbcSnapshotSource.unreadable(failed);
    }
  }

  /** The rows in the order of the ids. */
  List<Row> read(List<Long> ids) throws SnapshotException {
    Map<Long, AccountImage> accounts = new HashMap<>();
    Map<Long, List<PositionImage>> positions = new HashMap<>();
    try (Connection connection = dataSource.getConnection()) {
      int isolation = connection.getTransactionIsolation();
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      try {
        read(
            connection,
            JdbcSnapshotSource.ACCOUNTS + OF_IDS,
            ids,
            row -> accounts.put(row.getLong(1), JdbcSnapshotSource.account(row)));
        read(
            connection,
            JdbcSnapshotSource.POSITIONS + OF_IDS,
            ids,
            row ->
                positions
                    .computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                    .add(JdbcSnapshotSource.position(row)));
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.setTransactionIsolation(isolation);
      }
    } catch (SQLException failed) {
      throw JdbcSnapshotSource.unreadable(failed);
    }
    return ids.stream()
        .map(id -> new Row(accounts.get(id), positions.getOrDefault(id, List.of())))
        .toList();
  }

  private interface RowTaker {
    void take(ResultSet row) throws SQLException;
  }

  private static void read(Connection connection, String sql, List<Long> ids, RowTaker taker)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          taker.take(rows);
        }
      }
    }
  }
}
