package dev.ringfence.snapshotter.recovery;

import dev.ringfence.journal.Database;
import dev.ringfence.journal.LeaseConfig;
import dev.ringfence.journal.ShardRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Something to recover from, to measure it and to let the JVM learn it: accounts that were opened,
 * funded and have one open reservation each. Of the ledger only the end is there, as a recovery
 * reads no more of it: such a database can be served, and not verified.
 */
public final class RecoverySample {
  private static final String ACCOUNTS =
      """
      INSERT INTO accounts
      SELECT a, a %% %2$d, 'USD', 1, 100000 + a %% 1000 + 0.25, 150.25, 3, now()
        FROM generate_series(1, %1$d) a
      """;
  private static final String RESERVATIONS =
      """
      INSERT INTO reservations
      SELECT a, md5(a::text)::uuid::text, a %% %2$d, NULL, 2 * (%1$d / %2$d) + (a - 1) / %2$d + 1,
             150.25, 150.25, CASE WHEN a %% 2 = 0 THEN '2040-01-01Z'::timestamptz END, 3
        FROM generate_series(1, %1$d) a
      """;
  private static final String LEDGER =
      """
      INSERT INTO ledger (shard_id, sequence, account_id, version, type, request_id, fingerprint,
                          occurred_at, currency, status, balance, balance_change, reserved,
                          reserved_change, order_id, reserves_symbol, opened_sequence, amount,
                          remaining, state, expires_at)
      SELECT r.shard_id, r.opened_sequence, r.account_id, 3, 5, gen_random_uuid()::text, r.account_id,
             now(), 'USD', 1, a.balance, -150.25, 150.25, 150.25, r.order_id, false,
             r.opened_sequence, r.amount, r.remaining, 1, r.expires_at
        FROM reservations r JOIN accounts a USING (account_id)
       WHERE r.account_id > %1$d - %3$d::bigint * %2$d
      """;
  private static final String SHARDS =
      "UPDATE shards SET batch = 3, batch_at = now(), sequence = 3 * (%1$d / %2$d)";

  private RecoverySample() {}

  /** Fills a database that is migrated, and empty; the accounts are 1 and up. */
  public static void fill(Database database, int shards, int accounts) throws SQLException {
    if (accounts % shards != 0) {
      throw new IllegalArgumentException(accounts + " accounts don't divide by " + shards);
    }
    try (ShardRegistry registry = new ShardRegistry(database.dataSource(), LeaseConfig.DEFAULT)) {
      registry.register(shards);
    }
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, 0);
      for (String part : List.of(ACCOUNTS, RESERVATIONS, LEDGER, SHARDS)) {
        statement.execute(part.formatted(accounts, shards, RecoveryConfig.DEFAULT_WINDOW_ROWS));
      }
      statement.execute("VACUUM ANALYZE accounts, reservations, ledger");
    }
  }
}
