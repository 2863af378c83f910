package dev.ringfence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.PGStatement;

/**
 * The one statement that writes a batch, prepared once per connection. Its first part is the fence:
 * it updates the shard's row under the epoch and the number of the batch before, and everything
 * else joins the row that it returns. Without that row nothing is written.
 */
final class BatchStatement implements AutoCloseable {
  /**
   * The last line divides by zero, and so takes the whole statement back, when a row that must be
   * there already is missing.
   */
  static final String SQL =
      """
      WITH fence AS (
        UPDATE shards
           SET batch = ?, sequence = ?, batch_at = timestamptz 'epoch' + ? * interval '1 millisecond'
         WHERE shard_id = ? AND epoch = ? AND batch = ?
        RETURNING shard_id, batch_at
      ), entry AS MATERIALIZED (
        SELECT f.shard_id, e.* FROM fence f, unnest(?) e
      ), written_ledger AS (
        INSERT INTO ledger (shard_id, sequence, account_id, version, type, request_id, fingerprint,
               occurred_at, currency, status, balance, balance_change, reserved, reserved_change,
               symbol, quantity, quantity_change, reserved_quantity, reserved_quantity_change,
               cost, cost_change, order_id, reserves_symbol, opened_sequence, amount, remaining,
               state, expires_at)
        SELECT shard_id, sequence, account_id, version, type, request_id, fingerprint,
               occurred_at, currency, status, balance, balance_change, reserved, reserved_change,
               symbol, quantity, quantity_change, reserved_quantity, reserved_quantity_change,
               cost, cost_change, order_id, reserves_symbol, opened_sequence, amount, remaining,
               state, expires_at
          FROM entry
      ), written_outbox AS (
        INSERT INTO outbox (shard_id, sequence, account_id, version, type, occurred_at, payload)
        SELECT shard_id, sequence, account_id, version, type, occurred_at, payload
          FROM entry
      ), new_account AS (
        INSERT INTO accounts (account_id, shard_id, currency, status, balance, reserved, version,
               updated_at)
        SELECT n.account_id, f.shard_id, n.currency, n.status, n.balance, n.reserved, n.version,
               f.batch_at
          FROM fence f, unnest(?) n
      ), changed_account AS (
        UPDATE accounts a
           SET status = c.status, balance = c.balance, reserved = c.reserved, version = c.version,
               updated_at = f.batch_at
          FROM fence f, unnest(?) c
         WHERE a.account_id = c.account_id
        RETURNING 1
      ), new_position AS (
        INSERT INTO positions (account_id, symbol, shard_id, quantity, reserved_quantity, cost,
               version)
        SELECT n.account_id, n.symbol, f.shard_id, n.quantity, n.reserved_quantity, n.cost,
               n.version
          FROM fence f, unnest(?) n
      ), changed_position AS (
        UPDATE positions p
           SET quantity = c.quantity, reserved_quantity = c.reserved_quantity, cost = c.cost,
               version = c.version
          FROM fence f, unnest(?) c
         WHERE p.account_id = c.account_id AND p.symbol = c.symbol
        RETURNING 1
      ), new_reservation AS (
        INSERT INTO reservations (account_id, order_id, shard_id, symbol, opened_sequence, amount,
               remaining, state, expires_at, version)
        SELECT n.account_id, n.order_id, f.shard_id, n.symbol, n.opened_sequence, n.amount,
               n.remaining, n.state, n.expires_at, n.version
          FROM fence f, unnest(?) n
      ), changed_reservation AS (
        UPDATE reservations r
           SET amount = c.amount, remaining = c.remaining, state = c.state,
               expires_at = c.expires_at, version = c.version
          FROM fence f, unnest(?) c
         WHERE r.account_id = c.account_id AND r.order_id = c.order_id
        RETURNING 1
      )
      SELECT 1 / (((SELECT count(*) FROM changed_account)
                 + (SELECT count(*) FROM changed_position)
                 + (SELECT count(*) FROM changed_reservation) = ?)::int)
        FROM fence
      """;

  private final PreparedStatement statement;

  BatchStatement(Connection connection) throws SQLException {
    statement = connection.prepareStatement(SQL);
    statement.unwrap(PGStatement.class).setPrepareThreshold(1);
  }

  /** Writes all rows, or returns false: the fence did not let it through. */
  boolean execute(
      int shardId, long epoch, long number, long sequence, long timeMillis, BatchRows rows)
      throws SQLException {
    int parameter = 1;
    statement.setLong(parameter++, number);
    statement.setLong(parameter++, sequence);
    statement.setLong(parameter++, timeMillis);
    statement.setInt(parameter++, shardId);
    statement.setLong(parameter++, epoch);
    statement.setLong(parameter++, number - 1);
    statement.setObject(parameter++, rows.entries());
    statement.setObject(parameter++, rows.newAccounts());
    statement.setObject(parameter++, rows.changedAccounts());
    statement.setObject(parameter++, rows.newPositions());
    statement.setObject(parameter++, rows.changedPositions());
    statement.setObject(parameter++, rows.newReservations());
    statement.setObject(parameter++, rows.changedReservations());
    statement.setInt(parameter, rows.changedRows());
    try (ResultSet fence = statement.executeQuery()) {
      return fence.next();
    }
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
