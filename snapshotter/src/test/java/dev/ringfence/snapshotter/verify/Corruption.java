package dev.ringfence.snapshotter.verify;

import java.util.stream.Stream;

/**
 * Something done to the rows by hand. Account 7 is an ordinary one of shard 1, account 10 holds
 * units; both have 17 versions, the last of which reserves 5.
 */
record Corruption(String name, String sql, Check check, long accountId, String column) {
  static Stream<Corruption> all() {
    return Stream.concat(ofImages(), ofLogs());
  }

  boolean isFoundBy(Divergence divergence) {
    return divergence.check() == check
        && divergence.accountId() == accountId
        && divergence.column().equals(column);
  }

  @Override
  public String toString() {
    return name;
  }

  private static Stream<Corruption> ofImages() {
    return Stream.of(
        new Corruption(
            "balance raised",
            "UPDATE accounts SET balance = balance + 0.0001 WHERE account_id = 7",
            Check.ACCOUNTS_FOLDED,
            7,
            "accounts.balance"),
        new Corruption(
            "reserved raised",
            "UPDATE accounts SET reserved = reserved + 5 WHERE account_id = 7",
            Check.CASH_HELD,
            7,
            "accounts.reserved"),
        new Corruption(
            "account ahead of its ledger",
            "UPDATE accounts SET version = version + 1 WHERE account_id = 7",
            Check.ACCOUNTS_FOLDED,
            7,
            "accounts.version"),
        new Corruption(
            "account frozen",
            "UPDATE accounts SET status = 2 WHERE account_id = 7",
            Check.ACCOUNTS_FOLDED,
            7,
            "accounts.status"),
        new Corruption(
            "account in another currency",
            "UPDATE accounts SET currency = 'USD' WHERE account_id = 7",
            Check.ACCOUNTS_FOLDED,
            7,
            "accounts.currency"),
        new Corruption(
            "account with an impossible currency",
            "UPDATE accounts SET currency = 'TOO LONG A NAME' WHERE account_id = 7",
            Check.ROWS_READABLE,
            0,
            "row"),
        new Corruption(
            "account lost",
            "DELETE FROM accounts WHERE account_id = 7",
            Check.ACCOUNTS_FOLDED,
            7,
            "account row"),
        new Corruption(
            "account out of nothing",
            "INSERT INTO accounts SELECT 1000, 1, 'EUR', 1, 5, 0, 1, now()",
            Check.ACCOUNTS_FOLDED,
            1000,
            "account row"),
        new Corruption(
            "account twice",
            "INSERT INTO accounts SELECT * FROM accounts WHERE account_id = 7",
            Check.ACCOUNTS_FOLDED,
            7,
            "account row"),
        new Corruption(
            "account of another shard",
            "UPDATE accounts SET shard_id = 2 WHERE account_id = 7",
            Check.ACCOUNTS_SHARDED,
            7,
            "accounts.shard_id"),
        new Corruption(
            "reservation of another shard",
            "UPDATE reservations SET shard_id = 2 WHERE account_id = 7 AND order_id = 'o-4'",
            Check.ACCOUNTS_SHARDED,
            7,
            "reservations.shard_id"),
        new Corruption(
            "negative balance",
            "ALTER DOMAIN holding DROP CONSTRAINT holding_not_negative;"
                + " UPDATE accounts SET balance = -1 WHERE account_id = 7",
            Check.NOTHING_NEGATIVE,
            7,
            "accounts.balance"),
        new Corruption(
            "quantity lowered",
            "UPDATE positions SET quantity = quantity - 1 WHERE account_id = 7",
            Check.POSITIONS_FOLDED,
            7,
            "positions.quantity"),
        new Corruption(
            "cost changed",
            "UPDATE positions SET cost = cost + 1 WHERE account_id = 7",
            Check.POSITIONS_FOLDED,
            7,
            "positions.cost"),
        new Corruption(
            "position lost",
            "DELETE FROM positions WHERE account_id = 7",
            Check.POSITIONS_FOLDED,
            7,
            "position row"),
        new Corruption(
            "position out of nothing",
            "INSERT INTO positions SELECT 7, 'ZZZ', 1, 1, 0, 0, 3",
            Check.POSITIONS_FOLDED,
            7,
            "position row"),
        new Corruption(
            "position twice",
            "INSERT INTO positions SELECT * FROM positions WHERE account_id = 7",
            Check.POSITIONS_FOLDED,
            7,
            "position row"),
        new Corruption(
            "reserved quantity changed",
            "UPDATE positions SET reserved_quantity = 9 WHERE account_id = 10",
            Check.QUANTITY_HELD,
            10,
            "positions.reserved_quantity"),
        new Corruption(
            "less remains of a reservation",
            "UPDATE reservations SET remaining = 4 WHERE account_id = 7 AND order_id = 'o-4'",
            Check.CASH_HELD,
            7,
            "accounts.reserved"),
        new Corruption(
            "reservation larger than it was made",
            "UPDATE reservations SET amount = 11 WHERE account_id = 7 AND order_id = 'o-4'",
            Check.RESERVATIONS_FOLDED,
            7,
            "reservations.amount"),
        new Corruption(
            "reservation that has ended is open again",
            "INSERT INTO reservations SELECT account_id, order_id, shard_id, NULL, sequence, amount,"
                + " remaining, NULL, version FROM ledger WHERE account_id = 7 AND version = 5",
            Check.RESERVATIONS_FOLDED,
            7,
            "reservation row"),
        new Corruption(
            "reservation expires later",
            "UPDATE reservations SET expires_at = expires_at + interval '1 day'"
                + " WHERE account_id = 7 AND order_id = 'o-4'",
            Check.RESERVATIONS_FOLDED,
            7,
            "reservations.expires_at"),
        new Corruption(
            "reservation lost",
            "DELETE FROM reservations WHERE account_id = 7 AND order_id = 'o-4'",
            Check.RESERVATIONS_FOLDED,
            7,
            "reservation row"),
        new Corruption(
            "reservation lost at the end of the table",
            "DELETE FROM reservations WHERE account_id = 60",
            Check.RESERVATIONS_FOLDED,
            60,
            "reservation row"),
        new Corruption(
            "reservation out of nothing",
            "INSERT INTO reservations SELECT 7, 'x', 1, NULL, 1, 1, 1, NULL, 1",
            Check.RESERVATIONS_FOLDED,
            7,
            "reservation row"));
  }

  private static Stream<Corruption> ofLogs() {
    return Stream.of(
        new Corruption(
            "ledger row lost",
            "DELETE FROM ledger WHERE account_id = 7 AND version = 8",
            Check.VERSIONS_GAPLESS,
            7,
            "ledger.version"),
        new Corruption(
            "newest ledger row lost",
            "DELETE FROM ledger WHERE account_id = 7 AND version = 17",
            Check.ACCOUNTS_FOLDED,
            7,
            "accounts.version"),
        new Corruption(
            "ledger row changed",
            "UPDATE ledger SET balance = balance + 1 WHERE account_id = 7 AND version = 8",
            Check.LEDGER_CHAINED,
            7,
            "ledger.balance"),
        new Corruption(
            "ledger row with another change",
            "UPDATE ledger SET reserved_change = 6 WHERE account_id = 7 AND version = 17",
            Check.LEDGER_CHAINED,
            7,
            "ledger.reserved"),
        new Corruption(
            "position changed in the ledger",
            "UPDATE ledger SET quantity = quantity + 1 WHERE account_id = 7 AND version = 10",
            Check.LEDGER_CHAINED,
            7,
            "ledger.quantity"),
        new Corruption(
            "reservation changed in the ledger",
            "UPDATE ledger SET remaining = 4 WHERE account_id = 7 AND version = 5",
            Check.LEDGER_CHAINED,
            7,
            "ledger.remaining"),
        new Corruption(
            "money out of a reservation",
            "UPDATE ledger SET balance = balance + 5, balance_change = 0"
                + " WHERE account_id = 7 AND version = 17;"
                + " UPDATE accounts SET balance = balance + 5 WHERE account_id = 7",
            Check.LEDGER_LAWFUL,
            7,
            "the ledger's changes"),
        new Corruption(
            "request id lost",
            "UPDATE ledger SET request_id = NULL WHERE account_id = 7 AND version = 8",
            Check.LEDGER_LAWFUL,
            7,
            "ledger.request_id"),
        new Corruption(
            "half a reservation",
            "UPDATE ledger SET amount = 5 WHERE account_id = 7 AND version = 3",
            Check.LEDGER_LAWFUL,
            7,
            "ledger"),
        new Corruption(
            "account that was never open",
            "UPDATE ledger SET status = 3 WHERE account_id = 7;"
                + " UPDATE accounts SET status = 3 WHERE account_id = 7",
            Check.LEDGER_LAWFUL,
            7,
            "ledger.status"),
        new Corruption(
            "cost out of nothing",
            "UPDATE ledger SET cost_change = 1 WHERE account_id = 10 AND version = 4;"
                + " UPDATE ledger SET cost = cost + 1"
                + " WHERE account_id = 10 AND symbol IS NOT NULL AND version >= 4;"
                + " UPDATE positions SET cost = cost + 1 WHERE account_id = 10",
            Check.LEDGER_LAWFUL,
            10,
            "the ledger's changes"),
        new Corruption(
            "reservation that ended as another",
            "UPDATE ledger SET state = 2 WHERE account_id = 7 AND version = 6",
            Check.RESERVATIONS_FOLDED,
            7,
            "ledger.state"),
        new Corruption(
            "reservation that expired too soon",
            "UPDATE ledger SET expires_at = '2040-01-01Z' WHERE account_id = 7 AND version IN (5, 6);"
                + " UPDATE ledger SET type = 10, state = 4, request_id = NULL"
                + " WHERE account_id = 7 AND version = 6",
            Check.RESERVATIONS_FOLDED,
            7,
            "ledger.occurred_at"),
        new Corruption(
            "time that went back",
            "UPDATE ledger SET occurred_at = occurred_at - interval '1 hour'"
                + " WHERE account_id = 7 AND version = 8",
            Check.TIME_GOES_ON,
            7,
            "ledger.occurred_at"),
        new Corruption(
            "shard whose time is behind its ledger",
            "UPDATE shards SET batch_at = batch_at - interval '1 hour' WHERE shard_id = 2",
            Check.TIME_GOES_ON,
            59,
            "shards.batch_at"),
        new Corruption(
            "outbox row of another time",
            "UPDATE outbox SET occurred_at = occurred_at + interval '1 hour'"
                + " WHERE account_id = 7 AND version = 17",
            Check.OUTBOX_COMPLETE,
            7,
            "outbox.occurred_at"),
        new Corruption(
            "request id used twice",
            "ALTER TABLE ledger DROP CONSTRAINT ledger_request_unique;"
                + " UPDATE ledger SET request_id = 'r-8' WHERE account_id = 7 AND version = 9",
            Check.REQUEST_IDS_UNIQUE,
            7,
            "ledger.request_id"),
        new Corruption(
            "order reserved twice",
            "DROP INDEX ledger_order_unique;"
                + " UPDATE ledger SET order_id = 'o-11' WHERE account_id = 7 AND version = 17",
            Check.RESERVATIONS_FOLDED,
            7,
            "ledger.type"),
        new Corruption(
            "two rows with swapped sequences",
            "UPDATE ledger SET sequence = -sequence WHERE shard_id = 1 AND sequence IN (1, 2);"
                + " UPDATE ledger SET sequence = sequence + 3"
                + " WHERE shard_id = 1 AND sequence IN (-1, -2)",
            Check.OUTBOX_COMPLETE,
            4,
            "outbox.account_id"),
        new Corruption(
            "two published rows that changed shards",
            "UPDATE relay_cursors c SET sequence = s.sequence FROM shards s"
                + " WHERE s.shard_id = c.shard_id;"
                + " DELETE FROM outbox;"
                + " UPDATE ledger SET sequence = -sequence"
                + " WHERE account_id IN (7, 8) AND version = 2;"
                + " UPDATE ledger a SET shard_id = b.shard_id, sequence = -b.sequence FROM ledger b"
                + " WHERE a.account_id IN (7, 8) AND b.account_id = 15 - a.account_id"
                + " AND a.version = 2 AND b.version = 2",
            Check.LEDGER_SHARDED,
            8,
            "ledger.shard_id"),
        new Corruption(
            "shard ahead of its ledger",
            "UPDATE shards SET sequence = sequence + 1 WHERE shard_id = 2",
            Check.SEQUENCES_GAPLESS,
            0,
            "ledger.sequence"),
        new Corruption(
            "shard behind its ledger",
            "UPDATE shards SET sequence = sequence - 1 WHERE shard_id = 2",
            Check.SEQUENCES_GAPLESS,
            59,
            "ledger.sequence"),
        new Corruption(
            "shard that counts others",
            "UPDATE shards SET shard_count = 4 WHERE shard_id = 2",
            Check.SHARDS_LAID_OUT,
            0,
            "shards.shard_count"),
        new Corruption(
            "outbox row lost",
            "DELETE FROM outbox WHERE account_id = 7 AND version = 17",
            Check.OUTBOX_COMPLETE,
            7,
            "outbox row"),
        new Corruption(
            "outbox row out of nothing",
            "INSERT INTO outbox SELECT 1, 10000, 7, 18, 3, now(), ''",
            Check.OUTBOX_COMPLETE,
            7,
            "outbox row"),
        new Corruption(
            "outbox row of another version",
            "UPDATE outbox SET version = 16 WHERE account_id = 7 AND version = 17",
            Check.OUTBOX_COMPLETE,
            7,
            "outbox.version"),
        new Corruption(
            "relay ahead of its shard",
            "UPDATE relay_cursors SET sequence = 100000 WHERE shard_id = 1",
            Check.OUTBOX_COMPLETE,
            0,
            "relay_cursors.sequence"));
  }
}
