package dev.ringfence.journal;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.domain.Text;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Finds requests in the ledger, many with one query. */
final class AcceptedRequests {
  private static final String QUERY =
      """
      SELECT d.index, l.*
        FROM unnest(?, ?, ?) d(index, account_id, request_id)
        JOIN ledger l ON l.account_id = d.account_id AND l.request_id = d.request_id
       ORDER BY d.index
      """;

  private final List<Integer> indexes = new ArrayList<>();
  private final List<Long> accountIds = new ArrayList<>();
  private final List<String> requestIds = new ArrayList<>();

  /** A request that is in the ledger, under the index that was given to it. */
  record Row(int index, long fingerprint, Answer answer) {}

  void add(int index, long accountId, Text requestId) {
    indexes.add(index);
    accountIds.add(accountId);
    requestIds.add(requestId.toString());
  }

  /** Those that are in the ledger, by index. */
  List<Row> find(Connection connection) throws SQLException {
    List<Row> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      statement.setArray(1, connection.createArrayOf("int4", indexes.toArray()));
      statement.setArray(2, connection.createArrayOf("int8", accountIds.toArray()));
      statement.setArray(3, connection.createArrayOf("text", requestIds.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(
              new Row(rows.getInt("index"), rows.getLong("fingerprint"), LedgerRow.answer(rows)));
        }
      }
    }
    return found;
  }
}
