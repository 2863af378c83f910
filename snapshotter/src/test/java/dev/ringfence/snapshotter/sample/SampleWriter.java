package dev.ringfence.snapshotter.sample;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Writes as an owner would, one deposit at a time: all rows or none. */
public final class SampleWriter {
  private static final String DEPOSIT =
      """
      WITH shard AS (
        UPDATE shards SET batch = batch + 1, sequence = sequence + 1, batch_at = batch_at + interval '1 ms'
         WHERE shard_id = ? % (SELECT count(*) FROM shards)
        RETURNING shard_id, sequence, batch_at
      ), account AS (
        UPDATE accounts SET balance = balance + 1, version = version + 1
         WHERE account_id = ? AND EXISTS (SELECT FROM shard)
        RETURNING *
      ), entry AS (
        INSERT INTO ledger (shard_id, sequence, account_id, version, type, request_id, fingerprint,
                            occurred_at, currency, status, balance, balance_change, reserved,
                            reserved_change)
        SELECT s.shard_id, s.sequence, a.account_id, a.version, 3, 'w-' || a.version, 1,
               s.batch_at, a.currency, a.status, a.balance, 1, a.reserved, 0
          FROM shard s, account a
        RETURNING *
      ), event AS (
        INSERT INTO outbox
        SELECT shard_id, sequence, account_id, version, type, occurred_at, ''::bytea FROM entry
      )
      SELECT version FROM entry
      """;

  private SampleWriter() {}

  /** Deposits 1 and returns the account's version after it; the request id is w-version. */
  public static long deposit(DataSource dataSource, long accountId) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(DEPOSIT)) {
      statement.setLong(1, accountId);
      statement.setLong(2, accountId);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }
}
