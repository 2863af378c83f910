package dev.ringfence.perf.baseline;

/** The statements of the stronger variant: one for each command, each a whole transaction. */
final class SingleStatements {
  private static final String NEW_REQUEST =
      """
      NOT EXISTS (SELECT FROM ledger l
                   WHERE l.account_id = i.account_id AND l.request_id = i.request_id)
      """;
  private static final String EVENT =
      """
      event AS (
        INSERT INTO outbox (account_id, version, type, payload)
        SELECT m.account_id, m.version, i.type,
               '{"balance":"' || m.balance || '","reserved":"' || m.reserved || '"}'
          FROM moved m, input i)
      """;

  /** account_id, request_id, fingerprint, type, currency. */
  static final String OPEN =
      """
      WITH input AS (
        SELECT ?::bigint AS account_id, ?::text AS request_id, ?::bigint AS fingerprint,
               ?::smallint AS type, ?::text AS currency),
      moved AS (
        INSERT INTO accounts (account_id, currency, status, balance, reserved, version)
        SELECT i.account_id, i.currency, 1, 0, 0, 1 FROM input i WHERE %s
        RETURNING account_id, currency, status, balance, reserved, version),
      entry AS (
        INSERT INTO ledger (account_id, version, type, request_id, fingerprint, currency,
          balance, balance_change, reserved, reserved_change)
        SELECT m.account_id, m.version, i.type, i.request_id, i.fingerprint, m.currency,
               m.balance, 0, m.reserved, 0 FROM moved m, input i),
      %s
      SELECT account_id, currency, status, balance, reserved, version FROM moved"""
          .formatted(NEW_REQUEST, EVENT);

  /** account_id, request_id, fingerprint, type, amount. */
  static final String DEPOSIT =
      """
      WITH input AS (
        SELECT ?::bigint AS account_id, ?::text AS request_id, ?::bigint AS fingerprint,
               ?::smallint AS type, ?::numeric AS amount),
      moved AS (
        UPDATE accounts a SET balance = a.balance + i.amount, version = a.version + 1
          FROM input i WHERE a.account_id = i.account_id AND a.status = 1 AND %s
        RETURNING a.account_id, a.currency, a.status, a.balance, a.reserved, a.version),
      entry AS (
        INSERT INTO ledger (account_id, version, type, request_id, fingerprint, currency,
          balance, balance_change, reserved, reserved_change)
        SELECT m.account_id, m.version, i.type, i.request_id, i.fingerprint, m.currency,
               m.balance, i.amount, m.reserved, 0 FROM moved m, input i),
      %s
      SELECT account_id, currency, status, balance, reserved, version FROM moved"""
          .formatted(NEW_REQUEST, EVENT);

  /** account_id, request_id, fingerprint, type, order_id, amount. */
  static final String RESERVE =
      """
      WITH input AS (
        SELECT ?::bigint AS account_id, ?::text AS request_id, ?::bigint AS fingerprint,
               ?::smallint AS type, ?::text AS order_id, ?::numeric AS amount),
      moved AS (
        UPDATE accounts a
           SET balance = a.balance - i.amount, reserved = a.reserved + i.amount,
               version = a.version + 1
          FROM input i
         WHERE a.account_id = i.account_id AND a.status = 1 AND a.balance >= i.amount AND %s
        RETURNING a.account_id, a.currency, a.status, a.balance, a.reserved, a.version),
      hold AS (
        INSERT INTO reservations (account_id, order_id, amount, remaining, state)
        SELECT m.account_id, i.order_id, i.amount, i.amount, 1 FROM moved m, input i),
      entry AS (
        INSERT INTO ledger (account_id, version, type, request_id, fingerprint, currency,
          balance, balance_change, reserved, reserved_change, order_id, amount, remaining, state)
        SELECT m.account_id, m.version, i.type, i.request_id, i.fingerprint, m.currency,
               m.balance, -i.amount, m.reserved, i.amount, i.order_id, i.amount, i.amount, 1
          FROM moved m, input i),
      %s
      SELECT m.account_id, m.currency, m.status, m.balance, m.reserved, m.version,
             i.order_id, i.amount, i.amount, 1 FROM moved m, input i"""
          .formatted(NEW_REQUEST, EVENT);

  /**
   * account_id, request_id, fingerprint, type, order_id, consumed, released (null for the rest),
   * symbol (null for none), quantity. The reservation's row is locked first, so that what is taken
   * is reckoned from its newest version.
   */
  static final String CONSUME =
      """
      WITH input AS (
        SELECT ?::bigint AS account_id, ?::text AS request_id, ?::bigint AS fingerprint,
               ?::smallint AS type, ?::text AS order_id, ?::numeric AS consumed,
               ?::numeric AS released, ?::text AS symbol, ?::numeric AS quantity),
      held AS (
        SELECT r.account_id, r.order_id, i.consumed, i.symbol, i.quantity,
               coalesce(i.released, r.remaining - i.consumed) AS released
          FROM reservations r, input i
         WHERE r.account_id = i.account_id AND r.order_id = i.order_id AND r.state = 1
           AND r.remaining >= i.consumed + coalesce(i.released, 0) AND %s
           FOR UPDATE OF r),
      moved AS (
        UPDATE accounts a
           SET balance = a.balance + h.released,
               reserved = a.reserved - h.consumed - h.released, version = a.version + 1
          FROM held h WHERE a.account_id = h.account_id
        RETURNING a.account_id, a.currency, a.status, a.balance, a.reserved, a.version),
      hold AS (
        UPDATE reservations r
           SET remaining = r.remaining - h.consumed - h.released,
               state = CASE WHEN r.remaining > h.consumed + h.released THEN 1
                            WHEN h.released > 0 THEN 3 ELSE 2 END
          FROM held h WHERE r.account_id = h.account_id AND r.order_id = h.order_id
        RETURNING r.order_id, r.amount, r.remaining, r.state),
      bought AS (
        INSERT INTO positions AS p (account_id, symbol, quantity, cost)
        SELECT h.account_id, h.symbol, h.quantity, h.consumed FROM held h
         WHERE h.symbol IS NOT NULL
        ON CONFLICT (account_id, symbol) DO UPDATE
          SET quantity = p.quantity + excluded.quantity, cost = p.cost + excluded.cost),
      entry AS (
        INSERT INTO ledger (account_id, version, type, request_id, fingerprint, currency,
          balance, balance_change, reserved, reserved_change, order_id, amount, remaining, state)
        SELECT m.account_id, m.version, i.type, i.request_id, i.fingerprint, m.currency,
               m.balance, h.released, m.reserved, -h.consumed - h.released,
               o.order_id, o.amount, o.remaining, o.state
          FROM moved m, input i, held h, hold o),
      %s
      SELECT m.account_id, m.currency, m.status, m.balance, m.reserved, m.version,
             o.order_id, o.amount, o.remaining, o.state FROM moved m, hold o"""
          .formatted(NEW_REQUEST, EVENT);

  private SingleStatements() {}
}
