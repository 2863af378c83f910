package dev.ringfence.engine.effect;

import dev.ringfence.engine.domain.Text;

/** What an effect does to the position in one symbol, if it does anything to one. */
public final class PositionChange {
  private boolean present;
  private final Text symbol = new Text();
  private boolean isNew;
  private long quantity;
  private long quantityChange;
  private long reservedQuantity;
  private long reservedQuantityChange;
  private long cost;
  private long costChange;
  private boolean lastInBatch;

  /** Whether there is a position in it; if not, nothing else here means anything. */
  public boolean present() {
    return present;
  }

  public PositionChange present(boolean present) {
    this.present = present;
    return this;
  }

  public Text symbol() {
    return symbol;
  }

  /** Whether the account never held the symbol before. */
  public boolean isNew() {
    return isNew;
  }

  public PositionChange isNew(boolean isNew) {
    this.isNew = isNew;
    return this;
  }

  /** Free units after it. */
  public long quantity() {
    return quantity;
  }

  public PositionChange quantity(long quantity) {
    this.quantity = quantity;
    return this;
  }

  public long quantityChange() {
    return quantityChange;
  }

  public PositionChange quantityChange(long quantityChange) {
    this.quantityChange = quantityChange;
    return this;
  }

  /** Reserved units after it. */
  public long reservedQuantity() {
    return reservedQuantity;
  }

  public PositionChange reservedQuantity(long reservedQuantity) {
    this.reservedQuantity = reservedQuantity;
    return this;
  }

  public long reservedQuantityChange() {
    return reservedQuantityChange;
  }

  public PositionChange reservedQuantityChange(long reservedQuantityChange) {
    this.reservedQuantityChange = reservedQuantityChange;
    return this;
  }

  /** What all units, free and reserved, have cost. */
  public long cost() {
    return cost;
  }

  public PositionChange cost(long cost) {
    this.cost = cost;
    return this;
  }

  public long costChange() {
    return costChange;
  }

  public PositionChange costChange(long costChange) {
    this.costChange = costChange;
    return this;
  }

  /** Whether no later effect of the batch is about the same position. */
  public boolean lastInBatch() {
    return lastInBatch;
  }

  public PositionChange lastInBatch(boolean lastInBatch) {
    this.lastInBatch = lastInBatch;
    return this;
  }

  /** Takes over all of another. */
  public void set(PositionChange other) {
    present = other.present;
    symbol.set(other.symbol);
    isNew = other.isNew;
    quantity = other.quantity;
    quantityChange = other.quantityChange;
    reservedQuantity = other.reservedQuantity;
    reservedQuantityChange = other.reservedQuantityChange;
    cost = other.cost;
    costChange = other.costChange;
    lastInBatch = other.lastInBatch;
  }

  /** Forgets everything, so that it can be used again. */
  public void clear() {
    present = false;
    symbol.clear();
    isNew = false;
    quantity = 0;
    quantityChange = 0;
    reservedQuantity = 0;
    reservedQuantityChange = 0;
    cost = 0;
    costChange = 0;
    lastInBatch = false;
  }
}
