package dev.ringfence.snapshotter.sample;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * Fills an empty, migrated database with accounts that have a past: consistent down to the last
 * ledger row, so that a verification passes. Every account has the same story: opened; cash
 * deposited; units deposited; a hold that stays open (of cash, for each tenth of units); then
 * orders that are reserved and in turn released, settled or filled. The ledger lies in the order of
 * commit, as it would.
 */
public final class SampleData {
  private static final String LEDGER =
      """
      INSERT INTO ledger
      SELECT shard_id, sequence, account_id, version, type, 'r-' || version, account_id * 31 + version,
             '2026-01-01 00:00:00Z'::timestamptz + version * interval '1 second', 'EUR', 1,
             balance, balance_change, reserved, reserved_change,
             symbol, quantity, quantity_change, reserved_quantity, reserved_quantity_change,
             cost, cost_change,
             order_id, of_units, opened_sequence, amount, remaining, state,
             CASE WHEN version = 4 THEN '2040-01-01 00:00:00Z'::timestamptz END
        FROM (
          SELECT s.*,
                 CASE WHEN version < 2 THEN 0 ELSE 1000000 END
                   - CASE WHEN version < 4 OR units THEN 0 ELSE 10 END
                   - 5 * (settled + filled + pending) AS balance,
                 CASE WHEN version = 2 THEN 1000000
                      WHEN version = 4 AND NOT units THEN -10
                      WHEN version < 5 THEN 0
                      WHEN pending = 1 THEN -5
                      WHEN kind = 1 THEN 5
                      ELSE 0 END AS balance_change,
                 CASE WHEN version < 4 OR units THEN 0 ELSE 10 END + 5 * pending AS reserved,
                 CASE WHEN version = 4 AND NOT units THEN 10
                      WHEN version < 5 THEN 0
                      WHEN pending = 1 THEN 5
                      ELSE -5 END AS reserved_change,
                 CASE WHEN moves_units THEN 'ACME' END AS symbol,
                 CASE WHEN moves_units THEN
                   100 - CASE WHEN units AND version >= 4 THEN 10 ELSE 0 END + filled END AS quantity,
                 CASE WHEN moves_units THEN
                   CASE version WHEN 3 THEN 100 WHEN 4 THEN -10 ELSE 1 END END AS quantity_change,
                 CASE WHEN moves_units THEN
                   CASE WHEN units AND version >= 4 THEN 10 ELSE 0 END END AS reserved_quantity,
                 CASE WHEN moves_units THEN
                   CASE version WHEN 4 THEN 10 ELSE 0 END END AS reserved_quantity_change,
                 CASE WHEN moves_units THEN 5 * filled END AS cost,
                 CASE WHEN moves_units THEN
                   CASE WHEN version < 5 THEN 0 ELSE 5 END END AS cost_change,
                 CASE WHEN version >= 4 THEN 'o-' || opened_version END AS order_id,
                 CASE WHEN version >= 4 THEN units AND version = 4 END AS of_units,
                 CASE WHEN version >= 4 THEN
                   (opened_version - 1) * members + rank END AS opened_sequence,
                 CASE WHEN version = 4 THEN 10 WHEN version > 4 THEN 5 END AS amount,
                 CASE WHEN version = 4 THEN 10 WHEN version > 4 THEN 5 * pending END AS remaining,
                 CASE WHEN version >= 4 THEN
                   CASE WHEN version = 4 OR pending = 1 THEN 1
                        WHEN kind = 1 THEN 3 ELSE 2 END END AS state
            FROM (
              SELECT b.*, (version - 1) * members + rank AS sequence,
                     CASE WHEN version >= 5 AND pending = 0 THEN version - 1
                          ELSE version END AS opened_version,
                     CASE WHEN version = 1 THEN 1 WHEN version < 4 THEN 3
                          WHEN version = 4 OR pending = 1 THEN 5
                          WHEN kind = 1 THEN 7 WHEN kind = 2 THEN 9 ELSE 8 END AS type,
                     (orders + 1) / 3 AS settled, orders / 3 AS filled,
                     version = 3 OR (version = 4 AND units)
                       OR (version >= 6 AND pending = 0 AND kind = 0) AS moves_units
                FROM (
                  SELECT a AS account_id, v AS version, m.shard_id, m.members,
                         (a - m.first) / %2$d + 1 AS rank, a %% 10 = 0 AS units,
                         CASE WHEN v >= 5 THEN v %% 2 ELSE 0 END AS pending,
                         greatest(v - 4, 0) / 2 AS orders,
                         greatest(v - 4, 0) / 2 %% 3 AS kind
                    FROM generate_series(1, %3$d) v, generate_series(1, %1$d) a
                    JOIN (%4$s) m ON m.shard_id = a %% %2$d
                ) b
            ) s
        ) rows
      """;

  private static final String ACCOUNTS =
      """
      INSERT INTO accounts
      SELECT account_id, shard_id, currency, status, balance, reserved, version, occurred_at
        FROM ledger WHERE version = %3$d
      """;
  private static final String POSITIONS =
      """
      INSERT INTO positions
      SELECT account_id, symbol, shard_id, quantity, reserved_quantity, cost, version
        FROM ledger
       WHERE version = CASE WHEN (%3$d - 4) / 6 > 0 THEN 4 + (%3$d - 4) / 6 * 6
                            WHEN account_id %% 10 = 0 THEN 4 ELSE 3 END
      """;
  private static final String RESERVATIONS =
      """
      INSERT INTO reservations
      SELECT account_id, order_id, shard_id, CASE WHEN reserves_symbol THEN symbol END,
             opened_sequence, amount, remaining, expires_at, version
        FROM ledger WHERE state = 1 AND version IN (4, %3$d)
      """;
  private static final String OUTBOX =
      """
      INSERT INTO outbox
      SELECT shard_id, sequence, account_id, version, type, occurred_at, ''::bytea
        FROM ledger WHERE NOT %5$s
      """;
  private static final String NO_SHARDS = "DELETE FROM shards";
  private static final String SHARDS =
      """
      INSERT INTO shards (shard_id, shard_count, epoch, batch, sequence, batch_at)
      SELECT shard_id, %2$d, 1, %3$d, members * %3$d,
             '2026-01-01 00:00:00Z'::timestamptz + %3$d * interval '1 second'
        FROM (%4$s) m
      """;
  private static final String LEASES =
      "INSERT INTO shard_leases (shard_id) SELECT shard_id FROM shards ON CONFLICT DO NOTHING";
  private static final String CURSORS =
      """
      INSERT INTO relay_cursors (shard_id, sequence)
      SELECT shard_id, CASE WHEN %5$s THEN members * %3$d ELSE 0 END FROM (%4$s) m
      ON CONFLICT (shard_id) DO UPDATE SET sequence = excluded.sequence
      """;

  private SampleData() {}

  /** Loads it, and lets PostgreSQL look at it once. */
  public static void load(DataSource dataSource, SampleShape shape) throws SQLException {
    String members = members(shape);
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      for (String part :
          List.of(
              LEDGER,
              ACCOUNTS,
              POSITIONS,
              RESERVATIONS,
              OUTBOX,
              NO_SHARDS,
              SHARDS,
              LEASES,
              CURSORS)) {
        statement.execute(
            part.formatted(
                shape.accounts(), shape.shards(), shape.ledgerRows(), members, shape.published()));
      }
      statement.execute("VACUUM ANALYZE");
    }
  }

  /** A shard's members are its first account and each {@code shards}-th after it. */
  private static String members(SampleShape shape) {
    return """
        SELECT k AS shard_id, first, (%1$d - first) / %2$d + 1 AS members
          FROM generate_series(0, %2$d - 1) k,
               LATERAL (SELECT CASE WHEN k = 0 THEN %2$d ELSE k END AS first) f
        """
        .formatted(shape.accounts(), shape.shards());
  }
}
