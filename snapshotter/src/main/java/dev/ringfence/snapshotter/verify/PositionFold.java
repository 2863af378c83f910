package dev.ringfence.snapshotter.verify;

import dev.ringfence.engine.domain.Text;
import dev.ringfence.snapshotter.rows.RowStream;
import java.util.Set;

/** A position as its ledger makes it, row by row. */
final class PositionFold implements Fold {
  private static final FoldedTable TABLE =
      new FoldedTable(
          "position",
          Check.POSITIONS_FOLDED,
          Set.of(Check.POSITIONS_FOLDED, Check.QUANTITY_CONSERVED),
          "SELECT account_id, symbol, version, quantity, quantity_change, reserved_quantity,"
              + " reserved_quantity_change, cost, cost_change FROM ledger WHERE symbol IS NOT NULL"
              + " ORDER BY account_id, symbol, version",
          "SELECT account_id, symbol, shard_id, quantity, reserved_quantity, cost, version"
              + " FROM positions ORDER BY account_id, symbol");

  private final Conservation<Text> conservation = new Conservation<>(PositionFold::copy);
  private final Key key = new Key();
  private long version;
  private long quantity;
  private long reservedQuantity;
  private long cost;

  PositionFold() {
    key.nothingLeft();
  }

  @Override
  public void begin(Key newKey) {
    key.set(newKey);
    version = 0;
    quantity = 0;
    reservedQuantity = 0;
    cost = 0;
  }

  @Override
  public FoldedTable table() {
    return TABLE;
  }

  @Override
  public Key key() {
    return key;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public String describe(Key ofKey) {
    return "account " + ofKey.accountId() + ", symbol " + ofKey.text();
  }

  @Override
  public void add(RowStream row, Tally tally) {
    version = row.int8();
    long newQuantity = row.units();
    long quantityChange = row.units();
    long newReserved = row.units();
    long reservedChange = row.units();
    long newCost = row.units();
    long costChange = row.units();
    tally.notNegative(this, "ledger.quantity", newQuantity);
    tally.notNegative(this, "ledger.reserved_quantity", newReserved);
    tally.notNegative(this, "ledger.cost", newCost);
    tally.count(Check.NOTHING_NEGATIVE);
    Check chained = Check.LEDGER_CHAINED;
    tally.amount(chained, this, "ledger.quantity", quantity + quantityChange, newQuantity);
    tally.amount(
        chained, this, "ledger.reserved_quantity", reservedQuantity + reservedChange, newReserved);
    tally.amount(chained, this, "ledger.cost", cost + costChange, newCost);
    tally.count(chained);
    if (newQuantity + newReserved == 0) {
      tally.amount(Check.LEDGER_LAWFUL, this, "ledger.cost", 0, newCost);
    }
    conservation.flowed(key.text(), quantityChange + reservedChange);
    quantity = newQuantity;
    reservedQuantity = newReserved;
    cost = newCost;
  }

  /** A position stays, even with nothing in it. */
  @Override
  public boolean hasRow() {
    return true;
  }

  @Override
  public void compare(RowStream row, Tally tally) {
    long rowQuantity = row.units();
    long rowReserved = row.units();
    long rowCost = row.units();
    Check folded = Check.POSITIONS_FOLDED;
    tally.amount(folded, this, "positions.quantity", quantity, rowQuantity);
    tally.amount(folded, this, "positions.reserved_quantity", reservedQuantity, rowReserved);
    tally.amount(folded, this, "positions.cost", cost, rowCost);
    tally.number(folded, this, "positions.version", version, row.int8());
    conservation.held(key.text(), rowQuantity);
    conservation.held(key.text(), rowReserved);
  }

  @Override
  public void end(Tally tally) {
    conservation.check(Check.QUANTITY_CONSERVED, tally, Text::toString);
  }

  private static Text copy(Text text) {
    Text copy = new Text();
    copy.set(text);
    return copy;
  }
}
