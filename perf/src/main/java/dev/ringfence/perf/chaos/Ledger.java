package dev.ringfence.perf.chaos;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What PostgreSQL has on record about the accounts of a round. Amounts count units of 0.0001. */
final class Ledger {
  private static final String ROWS =
      """
      SELECT account_id, version, request_id, (balance * 10000)::bigint, (reserved * 10000)::bigint,
             coalesce((remaining * 10000)::bigint, -1), coalesce(state, 0)
        FROM ledger WHERE account_id BETWEEN ? AND ? ORDER BY account_id, version""";

  /** Rows that have ended, some time ago, and were not ended by the engine. */
  private static final String OVERDUE =
      """
      SELECT count(*) FROM reservations
       WHERE expires_at < now() - interval '5 seconds'""";

  private static final int FETCH_ROWS = 10_000;

  /**
   * One change of one account.
   *
   * @param requestId null where the engine did it by itself
   * @param remaining of the reservation it is about; -1 where it is about none
   * @param state of that reservation; 0 where there is none
   */
  record Row(
      long accountId,
      long version,
      String requestId,
      long balance,
      long reserved,
      long remaining,
      int state) {}

  private record Place(long accountId, long version) {}

  private record Request(long accountId, String requestId) {}

  private final Map<Place, Row> byVersion = new HashMap<>();
  private final Map<Request, List<Row>> byRequest = new HashMap<>();

  Ledger(List<Row> rows) {
    for (Row row : rows) {
      byVersion.put(new Place(row.accountId(), row.version()), row);
      if (row.requestId() != null) {
        byRequest
            .computeIfAbsent(new Request(row.accountId(), row.requestId()), _ -> new ArrayList<>(1))
            .add(row);
      }
    }
  }

  static Ledger read(String jdbcUrl, long firstAccountId, long lastAccountId) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
      connection.setAutoCommit(false);
      try (PreparedStatement query = connection.prepareStatement(ROWS)) {
        query.setFetchSize(FETCH_ROWS);
        query.setLong(1, firstAccountId);
        query.setLong(2, lastAccountId);
        try (ResultSet result = query.executeQuery()) {
          while (result.next()) {
            rows.add(
                new Row(
                    result.getLong(1),
                    result.getLong(2),
                    result.getString(3),
                    result.getLong(4),
                    result.getLong(5),
                    result.getLong(6),
                    result.getInt(7)));
          }
        }
      }
    }
    return new Ledger(rows);
  }

  /** How many reservations should have expired more than five seconds ago, and are still open. */
  static long overdue(String jdbcUrl) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        PreparedStatement query = connection.prepareStatement(OVERDUE);
        ResultSet result = query.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }

  /** The effects of a request: one, or none, where all is well. */
  List<Row> effectsOf(Ask ask) {
    return byRequest.getOrDefault(new Request(ask.accountId(), ask.requestId()), List.of());
  }

  /** Null if the account never had that version. */
  Row at(long accountId, long version) {
    return byVersion.get(new Place(accountId, version));
  }

  /** How many effects of requests there are. */
  int effects() {
    return byRequest.values().stream().mapToInt(List::size).sum();
  }
}
