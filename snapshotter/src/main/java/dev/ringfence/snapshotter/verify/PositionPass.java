package dev.ringfence.snapshotter.verify;

import dev.ringfence.engine.domain.Text;
import dev.ringfence.snapshotter.rows.RowStream;
import dev.ringfence.snapshotter.rows.Snapshot;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;

/** Folds the ledger of every position and merges the result with the positions. */
final class PositionPass implements Pass {
  private static final String LEDGER =
      "SELECT account_id, symbol, version, quantity, quantity_change, reserved_quantity,"
          + " reserved_quantity_change, cost, cost_change FROM ledger WHERE symbol IS NOT NULL"
          + " ORDER BY account_id, symbol COLLATE \"C\", version";
  private static final String POSITIONS =
      "SELECT account_id, symbol, shard_id, quantity, reserved_quantity, cost, version"
          + " FROM positions ORDER BY account_id, symbol COLLATE \"C\"";

  private final int shardCount;
  private final Conservation<Text> conservation = new Conservation<>(PositionPass::copy);
  private final Key ledgerKey = new Key();
  private final Key rowKey = new Key();

  PositionPass(int shardCount) {
    this.shardCount = shardCount;
  }

  @Override
  public Set<Check> checks() {
    return EnumSet.of(Check.POSITIONS_FOLDED, Check.QUANTITY_CONSERVED);
  }

  @Override
  public void run(Snapshot first, Snapshot second, Tally tally) throws SQLException {
    PositionFold fold = new PositionFold(conservation);
    try (RowStream ledger = first.stream(LEDGER);
        RowStream positions = second.stream(POSITIONS)) {
      while (ledger.next()) {
        tally.row();
        ledgerKey.read(ledger);
        if (!ledgerKey.isSameAs(fold.key())) {
          settle(fold, positions, tally);
          fold.begin(ledgerKey);
        }
        fold.add(ledger, tally);
      }
      settle(fold, positions, tally);
      if (positions.next()) {
        rowKey.read(positions);
        throw withoutLedger(tally);
      }
    }
    conservation.check(Check.QUANTITY_CONSERVED, tally, Text::toString);
  }

  private void settle(PositionFold fold, RowStream positions, Tally tally) throws SQLException {
    if (fold.key().isNothingLeft()) {
      return;
    }
    if (positions.next()) {
      rowKey.read(positions);
    } else {
      rowKey.nothingLeft();
    }
    int order = rowKey.compare(fold.key());
    if (order < 0) {
      throw withoutLedger(tally);
    }
    if (order > 0) {
      throw tally.diverged(
          Check.POSITIONS_FOLDED, fold, "position row", "version " + fold.version(), "no row");
    }
    tally.row();
    int shardId = positions.int4();
    fold.compare(positions, tally);
    tally.number(
        Check.ACCOUNTS_SHARDED, fold, "positions.shard_id", fold.accountId() % shardCount, shardId);
  }

  private DivergedException withoutLedger(Tally tally) {
    return tally.diverged(
        Check.POSITIONS_FOLDED,
        new AccountPlace(
            rowKey.accountId(), "account " + rowKey.accountId() + ", symbol " + rowKey.text()),
        "position row",
        "no row, as it has no ledger",
        "a row");
  }

  private static Text copy(Text text) {
    Text copy = new Text();
    copy.set(text);
    return copy;
  }
}
