package dev.ringfence.snapshotter.verify;

import dev.ringfence.engine.domain.Text;
import dev.ringfence.snapshotter.rows.RowStream;

/** A position as its ledger makes it, row by row. */
final class PositionFold implements Place {
  private final Conservation<Text> conservation;
  private final Key key = new Key();
  private long version;
  private long quantity;
  private long reservedQuantity;
  private long cost;

  PositionFold(Conservation<Text> conservation) {
    this.conservation = conservation;
    key.nothingLeft();
  }

  void begin(Key newKey) {
    key.set(newKey);
    version = 0;
    quantity = 0;
    reservedQuantity = 0;
    cost = 0;
  }

  Key key() {
    return key;
  }

  @Override
  public long accountId() {
    return key.accountId();
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public String describe() {
    return "account " + key.accountId() + ", symbol " + key.text() + ", version " + version;
  }

  /** Takes the next ledger row, whose account and symbol were read already. */
  void add(RowStream row, Tally tally) {
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
    conservation.flowed(key.text(), quantityChange + reservedChange);
    quantity = newQuantity;
    reservedQuantity = newReserved;
    cost = newCost;
  }

  /** Compares with the position's row, whose key and shard were read already. */
  void compare(RowStream row, Tally tally) {
    long rowQuantity = row.units();
    long rowReserved = row.units();
    long rowCost = row.units();
    Check folded = Check.POSITIONS_FOLDED;
    tally.amount(folded, this, "positions.quantity", quantity, rowQuantity);
    tally.amount(folded, this, "positions.reserved_quantity", reservedQuantity, rowReserved);
    tally.amount(folded, this, "positions.cost", cost, rowCost);
    tally.number(folded, this, "positions.version", version, row.int8());
    tally.count(folded);
    conservation.held(key.text(), rowQuantity);
    conservation.held(key.text(), rowReserved);
  }
}
