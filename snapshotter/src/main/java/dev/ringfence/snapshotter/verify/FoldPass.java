package dev.ringfence.snapshotter.verify;

import dev.ringfence.snapshotter.rows.RowStream;
import dev.ringfence.snapshotter.rows.Snapshot;
import java.sql.SQLException;
import java.util.Set;

/** Folds the ledger by key, and merges the result with the rows that must be what came of it. */
final class FoldPass implements Pass {
  private final Fold fold;
  private final int shardCount;
  private final Key ledgerKey = new Key();
  private final Key rowKey = new Key();

  FoldPass(Fold fold, int shardCount) {
    this.fold = fold;
    this.shardCount = shardCount;
  }

  @Override
  public String name() {
    return fold.getClass().getSimpleName();
  }

  @Override
  public Set<Check> checks() {
    return fold.table().checks();
  }

  @Override
  public void run(Snapshot first, Snapshot second, Tally tally) throws SQLException {
    try (RowStream ledger = first.stream(fold.table().ledgerQuery());
        RowStream rows = second.stream(fold.table().rowsQuery())) {
      rowKey.readNext(rows);
      while (ledger.next()) {
        tally.row();
        ledgerKey.read(ledger);
        if (!ledgerKey.isSameAs(fold.key())) {
          settle(rows, tally);
          fold.begin(ledgerKey);
        }
        fold.add(ledger, tally);
      }
      settle(rows, tally);
      if (!rowKey.isNothingLeft()) {
        throw withoutLedger(tally);
      }
    }
    fold.end(tally);
  }

  private void settle(RowStream rows, Tally tally) throws SQLException {
    if (fold.key().isNothingLeft()) {
      return;
    }
    int order = rowKey.compare(fold.key());
    if (order < 0) {
      throw withoutLedger(tally);
    }
    boolean isThere = order == 0;
    if (isThere != fold.hasRow()) {
      throw tally.diverged(
          fold.table().check(),
          fold,
          fold.table().what() + " row",
          fold.hasRow() ? "version " + fold.version() : "no row, as it has ended",
          isThere ? "a row" : "no row");
    }
    if (isThere) {
      compare(rows, tally);
      rowKey.readNext(rows);
      if (rowKey.isSameAs(fold.key())) {
        throw tally.diverged(
            fold.table().check(), fold, fold.table().what() + " row", "one row", "another row");
      }
    }
    tally.count(fold.table().check());
  }

  private void compare(RowStream rows, Tally tally) {
    tally.row();
    int shardId = rows.int4();
    fold.compare(rows, tally);
    tally.number(
        Check.ACCOUNTS_SHARDED,
        fold,
        fold.table().what() + "s.shard_id",
        fold.accountId() % shardCount,
        shardId);
    tally.count(Check.ACCOUNTS_SHARDED);
  }

  private DivergedException withoutLedger(Tally tally) {
    return tally.diverged(
        fold.table().check(),
        new AccountPlace(rowKey.accountId(), fold.describe(rowKey)),
        fold.table().what() + " row",
        "no row, as it has no ledger",
        "a row");
  }
}
