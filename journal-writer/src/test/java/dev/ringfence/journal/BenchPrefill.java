package dev.ringfence.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Fills the tables with a past: as many reservations for every account, which are not open. */
record BenchPrefill(int accountsPerShard, int shards, int ledgerRows, boolean orderedIds) {
  /** The version of every account. */
  int version() {
    return ledgerRows / (accountsPerShard * shards);
  }

  void run(DataSource dataSource) throws SQLException {
    if (version() == 0) {
      return;
    }
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, 0);
      statement.execute("SET maintenance_work_mem = '1GB'");
      // An index that is built at once is many times faster than one that is filled row by row.
      statement.execute(
          """
          ALTER TABLE ledger DROP CONSTRAINT ledger_pkey,
                             DROP CONSTRAINT ledger_sequence_unique,
                             DROP CONSTRAINT ledger_request_unique;
          DROP INDEX ledger_order_unique
          """);
      statement.execute(
          """
          INSERT INTO accounts
          SELECT (a + 1) * %1$d + s, s, 'USD', 1, 1000, 0, %2$d, now()
            FROM generate_series(0, %3$d - 1) a, generate_series(0, %4$d - 1) s
          """
              .formatted(shards, version(), accountsPerShard, shards));
      statement.execute(
          """
          INSERT INTO ledger
          SELECT s, (v - 1) * %1$d::bigint + a + 1, (a + 1) * %2$d + s, v, 5, %6$s,
                 v, now(), 'USD', 1, 1000, -150.25, 1000, 150.25, NULL, NULL, NULL, NULL, NULL, NULL,
                 NULL, %6$s, false, 1, 150.25, 150.25, 1, NULL
            FROM generate_series(1, %3$d) v, generate_series(0, %4$d - 1) a,
                 generate_series(0, %5$d - 1) s
          """
              .formatted(accountsPerShard, shards, version(), accountsPerShard, shards, newId()));
      statement.execute(
          """
          ALTER TABLE ledger ADD PRIMARY KEY (account_id, version),
                             ADD CONSTRAINT ledger_sequence_unique UNIQUE (shard_id, sequence),
                             ADD CONSTRAINT ledger_request_unique UNIQUE (request_id, account_id);
          CREATE UNIQUE INDEX ledger_order_unique ON ledger (order_id, account_id, state)
           WHERE type = 5 OR state > 1
          """);
      statement.execute(
          "UPDATE shards SET batch = 1, sequence = " + (long) version() * accountsPerShard);
      statement.execute("VACUUM ANALYZE");
    }
  }

  /** As {@link BenchLoad} makes them. */
  private String newId() {
    if (!orderedIds) {
      return "gen_random_uuid()::text";
    }
    return "(lpad(to_hex((v - 1) * %d::bigint + a + 1), 16, '0') || substr(md5(random()::text), 1, 16))::uuid::text"
        .formatted(accountsPerShard);
  }
}
