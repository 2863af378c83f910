package dev.ringfence.snapshotter.verify;

import dev.ringfence.snapshotter.rows.RowStream;
import dev.ringfence.snapshotter.rows.Snapshot;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;

/**
 * Folds the ledger of every reservation and merges the result with the rows: there is one for each
 * that is open, and none for others.
 */
final class ReservationPass implements Pass {
  private static final String LEDGER =
      "SELECT account_id, order_id, version, sequence, type, reserves_symbol, symbol,"
          + " CASE WHEN reserves_symbol THEN reserved_quantity_change ELSE reserved_change END,"
          + " opened_sequence, amount, remaining, state, expires_at"
          + " FROM ledger WHERE order_id IS NOT NULL"
          + " ORDER BY account_id, order_id COLLATE \"C\", version";
  private static final String RESERVATIONS =
      "SELECT account_id, order_id, shard_id, symbol, opened_sequence, amount, remaining,"
          + " expires_at, version FROM reservations ORDER BY account_id, order_id COLLATE \"C\"";

  private final int shardCount;
  private final Key ledgerKey = new Key();
  private final Key rowKey = new Key();

  ReservationPass(int shardCount) {
    this.shardCount = shardCount;
  }

  @Override
  public Set<Check> checks() {
    return EnumSet.of(Check.RESERVATIONS_FOLDED);
  }

  @Override
  public void run(Snapshot first, Snapshot second, Tally tally) throws SQLException {
    ReservationFold fold = new ReservationFold();
    try (RowStream ledger = first.stream(LEDGER);
        RowStream reservations = second.stream(RESERVATIONS)) {
      readRow(reservations);
      while (ledger.next()) {
        tally.row();
        ledgerKey.read(ledger);
        if (!ledgerKey.isSameAs(fold.key())) {
          settle(fold, reservations, tally);
          fold.begin(ledgerKey);
        }
        fold.add(ledger, tally);
      }
      settle(fold, reservations, tally);
      if (!rowKey.isNothingLeft()) {
        throw withoutLedger(tally);
      }
    }
  }

  private void readRow(RowStream reservations) throws SQLException {
    if (reservations.next()) {
      rowKey.read(reservations);
    } else {
      rowKey.nothingLeft();
    }
  }

  private void settle(ReservationFold fold, RowStream reservations, Tally tally)
      throws SQLException {
    if (fold.key().isNothingLeft()) {
      return;
    }
    int order = rowKey.compare(fold.key());
    if (order < 0) {
      throw withoutLedger(tally);
    }
    if ((order == 0) != fold.isOpen()) {
      throw tally.diverged(
          Check.RESERVATIONS_FOLDED,
          fold,
          "reservation row",
          fold.isOpen() ? "version " + fold.version() : "no row, as it has ended",
          fold.isOpen() ? "no row" : "a row");
    }
    tally.count(Check.RESERVATIONS_FOLDED);
    if (fold.isOpen()) {
      compare(fold, reservations, tally);
      readRow(reservations);
    }
  }

  private void compare(ReservationFold fold, RowStream reservations, Tally tally) {
    tally.row();
    int shardId = reservations.int4();
    fold.compare(reservations, tally);
    tally.number(
        Check.ACCOUNTS_SHARDED,
        fold,
        "reservations.shard_id",
        fold.accountId() % shardCount,
        shardId);
  }

  private DivergedException withoutLedger(Tally tally) {
    return tally.diverged(
        Check.RESERVATIONS_FOLDED,
        new AccountPlace(
            rowKey.accountId(), "account " + rowKey.accountId() + ", order " + rowKey.text()),
        "reservation row",
        "no row, as it has no ledger",
        "a row");
  }
}
