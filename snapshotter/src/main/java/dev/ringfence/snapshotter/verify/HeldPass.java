package dev.ringfence.snapshotter.verify;

import dev.ringfence.snapshotter.rows.RowStream;
import dev.ringfence.snapshotter.rows.Snapshot;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;

/** Compares what open reservations hold with what is set aside for them. The server adds up. */
final class HeldPass implements Pass {
  private final Check check;
  private final String column;
  private final String heldQuery;
  private final String setAsideQuery;

  private HeldPass(Check check, String column, String heldQuery, String setAsideQuery) {
    this.check = check;
    this.column = column;
    this.heldQuery = heldQuery;
    this.setAsideQuery = setAsideQuery;
  }

  static HeldPass ofCash() {
    return new HeldPass(
        Check.CASH_HELD,
        "accounts.reserved",
        "SELECT account_id, NULL::text, sum(remaining) FROM reservations"
            + " WHERE symbol IS NULL GROUP BY account_id ORDER BY account_id",
        "SELECT account_id, NULL::text, reserved FROM accounts WHERE reserved <> 0"
            + " ORDER BY account_id");
  }

  static HeldPass ofQuantity() {
    return new HeldPass(
        Check.QUANTITY_HELD,
        "positions.reserved_quantity",
        "SELECT account_id, symbol, sum(remaining) FROM reservations"
            + " WHERE symbol IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2",
        "SELECT account_id, symbol, reserved_quantity FROM positions"
            + " WHERE reserved_quantity <> 0 ORDER BY 1, 2");
  }

  @Override
  public Set<Check> checks() {
    return EnumSet.of(check);
  }

  @Override
  public void run(Snapshot first, Snapshot second, Tally tally) throws SQLException {
    Key heldKey = new Key();
    Key setAsideKey = new Key();
    try (RowStream held = first.stream(heldQuery);
        RowStream setAside = second.stream(setAsideQuery)) {
      heldKey.readNext(held);
      setAsideKey.readNext(setAside);
      while (!heldKey.isNothingLeft() || !setAsideKey.isNothingLeft()) {
        int order = heldKey.compare(setAsideKey);
        Key key = order <= 0 ? heldKey : setAsideKey;
        long expected = order <= 0 ? held.units() : 0;
        long found = order >= 0 ? setAside.units() : 0;
        tally.amount(check, placeOf(key), column, expected, found);
        tally.count(check);
        tally.row();
        if (order <= 0) {
          heldKey.readNext(held);
        }
        if (order >= 0) {
          setAsideKey.readNext(setAside);
        }
      }
    }
  }

  private static Place placeOf(Key key) {
    long accountId = key.accountId();
    return new AccountPlace(
        accountId, "account " + accountId + (key.text().isEmpty() ? "" : ", symbol " + key.text()));
  }
}
