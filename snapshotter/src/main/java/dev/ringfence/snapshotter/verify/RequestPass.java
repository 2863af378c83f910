package dev.ringfence.snapshotter.verify;

import dev.ringfence.snapshotter.rows.Snapshot;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;

/**
 * Request ids are unique because an index says so. While it is there and valid, it is the proof; if
 * it is gone, all ids are compared.
 */
final class RequestPass implements Pass {
  private static final String HAS_INDEX =
      """
      SELECT count(*) FROM pg_index i
       WHERE i.indrelid = 'ledger'::regclass AND i.indisunique AND i.indisvalid AND i.indisready
         AND i.indnkeyatts = 2
         AND coalesce(pg_get_expr(i.indpred, i.indrelid), '(request_id IS NOT NULL)')
             = '(request_id IS NOT NULL)'
         AND (SELECT array_agg(a.attname::text ORDER BY a.attname) FROM pg_attribute a
               WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey))
             = ARRAY['account_id', 'request_id']
      """;
  private static final String COUNT = "SELECT count(request_id) FROM ledger";
  private static final String FIRST_DUPLICATE =
      """
      SELECT account_id, request_id, count(*), max(version) FROM ledger
       WHERE request_id IS NOT NULL
       GROUP BY account_id, request_id HAVING count(*) > 1
       ORDER BY account_id, request_id LIMIT 1
      """;

  @Override
  public Set<Check> checks() {
    return EnumSet.of(Check.REQUEST_IDS_UNIQUE);
  }

  @Override
  public void run(Snapshot first, Snapshot second, Tally tally) throws SQLException {
    if (number(first, HAS_INDEX) == 0) {
      compareAll(first, tally);
    }
    tally.count(Check.REQUEST_IDS_UNIQUE, number(first, COUNT));
  }

  private static void compareAll(Snapshot snapshot, Tally tally) throws SQLException {
    try (PreparedStatement query = snapshot.prepare(FIRST_DUPLICATE);
        ResultSet result = query.executeQuery()) {
      if (result.next()) {
        long accountId = result.getLong(1);
        throw tally.diverged(
            Check.REQUEST_IDS_UNIQUE,
            new AccountPlace(
                accountId,
                "account %d, version %d, request %s"
                    .formatted(accountId, result.getLong(4), result.getString(2))),
            "ledger.request_id",
            "used once",
            "used " + result.getLong(3) + " times");
      }
    }
  }

  private static long number(Snapshot snapshot, String query) throws SQLException {
    try (PreparedStatement statement = snapshot.prepare(query);
        ResultSet result = statement.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }
}
