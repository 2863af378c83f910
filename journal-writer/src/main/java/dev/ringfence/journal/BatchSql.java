package dev.ringfence.journal;

/**
 * The text of the one statement that writes a batch. Its first part is the fence: it updates the
 * shard's row under the epoch and the number of the batch before, and everything else joins the row
 * that it returns. Without that row nothing is written.
 *
 * <p>The shard's own row, and those of accounts and positions, are found by {@link NewestFirst}.
 *
 * <p>Parts of the snapshot that a batch does not touch are left out: the server starts and ends
 * each of them even when it writes nothing, which a lone command would notice.
 */
final class BatchSql {
  static final int NEW_ACCOUNTS = 1;
  static final int CHANGED_ACCOUNTS = 1 << 1;
  static final int NEW_POSITIONS = 1 << 2;
  static final int CHANGED_POSITIONS = 1 << 3;
  static final int NEW_RESERVATIONS = 1 << 4;
  static final int CHANGED_RESERVATIONS = 1 << 5;
  static final int ENDED_RESERVATIONS = 1 << 6;

  /** One more than the largest sum of parts. */
  static final int SHAPES = 1 << 7;

  private static final String LOG =
      """
      WITH fence AS (
        UPDATE shards
           SET batch = ?, sequence = ?, batch_at = timestamptz 'epoch' + ? * interval '1 millisecond'
         WHERE ctid = (SELECT ctid FROM shards WHERE newest_shard) AND epoch = ? AND batch = ?
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
        INSERT INTO outbox (shard_id, sequence, account_id, version, type, occurred_at, payload,
               slot)
        SELECT shard_id, sequence, account_id, version, type, occurred_at, payload,
               outbox_slot(sequence)
          FROM entry
      )"""
          .replace("newest_shard", NewestFirst.by("shard_id", "?"));

  private static final String NEW_ACCOUNT =
      """
      , new_account AS (
        INSERT INTO accounts (account_id, shard_id, currency, status, balance, reserved, version,
               updated_at)
        SELECT n.account_id, f.shard_id, n.currency, n.status, n.balance, n.reserved, n.version,
               f.batch_at
          FROM fence f, unnest(?) n
         WHERE NOT EXISTS (SELECT FROM accounts a WHERE a.account_id = n.account_id)
        RETURNING 1
      )""";

  private static final String CHANGED_ACCOUNT =
      """
      , changed_account AS (
        UPDATE accounts a
           SET status = c.status, balance = c.balance, reserved = c.reserved, version = c.version,
               updated_at = f.batch_at
          FROM fence f, unnest(?) c
         WHERE a.ctid = (SELECT ctid FROM accounts WHERE newest_account)
        RETURNING 1
      )"""
          .replace("newest_account", NewestFirst.by("account_id", "c.account_id"));

  private static final String NEW_POSITION =
      """
      , new_position AS (
        INSERT INTO positions (account_id, symbol, shard_id, quantity, reserved_quantity, cost,
               version)
        SELECT n.account_id, n.symbol, f.shard_id, n.quantity, n.reserved_quantity, n.cost,
               n.version
          FROM fence f, unnest(?) n
         WHERE NOT EXISTS (SELECT FROM positions p
                            WHERE p.account_id = n.account_id AND p.symbol = n.symbol)
        RETURNING 1
      )""";

  private static final String CHANGED_POSITION =
      """
      , changed_position AS (
        UPDATE positions p
           SET quantity = c.quantity, reserved_quantity = c.reserved_quantity, cost = c.cost,
               version = c.version
          FROM fence f, unnest(?) c
         WHERE p.ctid = (SELECT ctid FROM positions
                          WHERE account_id = c.account_id AND newest_position)
        RETURNING 1
      )"""
          .replace("newest_position", NewestFirst.by("symbol", "c.symbol"));

  private static final String NEW_RESERVATION =
      """
      , new_reservation AS (
        INSERT INTO reservations (account_id, order_id, shard_id, symbol, opened_sequence, amount,
               remaining, expires_at, version)
        SELECT n.account_id, n.order_id, f.shard_id, n.symbol, n.opened_sequence, n.amount,
               n.remaining, n.expires_at, n.version
          FROM fence f, unnest(?) n
      )""";

  private static final String CHANGED_RESERVATION =
      """
      , changed_reservation AS (
        UPDATE reservations r
           SET amount = c.amount, remaining = c.remaining, expires_at = c.expires_at,
               version = c.version
          FROM fence f, unnest(?) c
         WHERE r.opened_sequence = c.opened_sequence AND r.account_id = c.account_id
        RETURNING 1
      )""";

  private static final String ENDED_RESERVATION =
      """
      , ended_reservation AS (
        DELETE FROM reservations r
         USING fence f, unnest(?) e
         WHERE r.opened_sequence = e.opened_sequence AND r.account_id = e.account_id
        RETURNING 1
      )""";

  private BatchSql() {}

  /** The statement for a sum of parts. */
  static String of(int shape) {
    return LOG
        + part(shape, NEW_ACCOUNTS, NEW_ACCOUNT)
        + part(shape, CHANGED_ACCOUNTS, CHANGED_ACCOUNT)
        + part(shape, NEW_POSITIONS, NEW_POSITION)
        + part(shape, CHANGED_POSITIONS, CHANGED_POSITION)
        + part(shape, NEW_RESERVATIONS, NEW_RESERVATION)
        + part(shape, CHANGED_RESERVATIONS, CHANGED_RESERVATION)
        + part(shape, ENDED_RESERVATIONS, ENDED_RESERVATION)
        + check(shape);
  }

  /**
   * Divides by zero, and so takes the whole statement back, when a row that must be there already
   * is missing, or one that must not be there is.
   */
  private static String check(int shape) {
    return "\nSELECT 1 / ((?"
        + part(shape, NEW_ACCOUNTS, " - (SELECT count(*) FROM new_account)")
        + part(shape, CHANGED_ACCOUNTS, " - (SELECT count(*) FROM changed_account)")
        + part(shape, NEW_POSITIONS, " - (SELECT count(*) FROM new_position)")
        + part(shape, CHANGED_POSITIONS, " - (SELECT count(*) FROM changed_position)")
        + part(shape, CHANGED_RESERVATIONS, " - (SELECT count(*) FROM changed_reservation)")
        + part(shape, ENDED_RESERVATIONS, " - (SELECT count(*) FROM ended_reservation)")
        + " = 0)::int) FROM fence";
  }

  private static String part(int shape, int part, String text) {
    return (shape & part) != 0 ? text : "";
  }
}
