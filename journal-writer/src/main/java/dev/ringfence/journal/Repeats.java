package dev.ringfence.journal;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.domain.Text;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what was done before: requests that are in the ledger, and orders that had a reservation.
 * One query for many of them, but not so many that cold pages could use up its time.
 */
final class Repeats {
  private static final int QUERY_SIZE = 256;
  private static final String QUERY =
      """
      SELECT d.index, l.account_id IS NOT NULL AS is_known, r.account_id IS NOT NULL AS is_taken, l.*
        FROM unnest(?, ?, ?, ?) d(index, account_id, request_id, order_id)
        LEFT JOIN ledger l ON l.account_id = d.account_id AND l.request_id = d.request_id
        LEFT JOIN ledger r ON r.account_id = d.account_id AND r.order_id = d.order_id AND r.type = 5
       WHERE l.account_id IS NOT NULL OR r.account_id IS NOT NULL
       ORDER BY d.index
      """;

  private final List<Wanted> wanted = new ArrayList<>();

  /**
   * Something that was done before.
   *
   * @param index as it was given
   * @param original the answer that the request got; null if only the order is known
   */
  record Row(int index, long fingerprint, Answer original) {}

  private record Wanted(int index, long accountId, String requestId, String orderId) {}

  /**
   * Asks for one.
   *
   * @param order empty if none is opened
   */
  void add(int index, long accountId, Text request, Text order) {
    wanted.add(new Wanted(index, accountId, textOrNull(request), textOrNull(order)));
  }

  /** Those that were done before, by index. */
  List<Row> find(Connection connection) throws SQLException {
    List<Row> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      for (int from = 0; from < wanted.size(); from += QUERY_SIZE) {
        List<Wanted> some = wanted.subList(from, Math.min(wanted.size(), from + QUERY_SIZE));
        bind(statement, some);
        read(statement, found);
      }
    }
    return found;
  }

  private static void bind(PreparedStatement statement, List<Wanted> some) throws SQLException {
    Connection connection = statement.getConnection();
    statement.setArray(
        1, connection.createArrayOf("int4", some.stream().map(Wanted::index).toArray()));
    statement.setArray(
        2, connection.createArrayOf("int8", some.stream().map(Wanted::accountId).toArray()));
    statement.setArray(
        3, connection.createArrayOf("text", some.stream().map(Wanted::requestId).toArray()));
    statement.setArray(
        4, connection.createArrayOf("text", some.stream().map(Wanted::orderId).toArray()));
  }

  private static void read(PreparedStatement statement, List<Row> found) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        int index = rows.getInt("index");
        found.add(
            rows.getBoolean("is_known")
                ? new Row(index, rows.getLong("fingerprint"), LedgerRow.answer(rows))
                : new Row(index, 0, null));
      }
    }
  }

  private static String textOrNull(Text text) {
    return text.isEmpty() ? null : text.toString();
  }
}
