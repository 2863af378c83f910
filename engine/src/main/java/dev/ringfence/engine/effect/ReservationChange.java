package dev.ringfence.engine.effect;

import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Text;

/** What an effect does to a reservation, if it does anything to one. */
public final class ReservationChange {
  private boolean present;
  private final Text orderId = new Text();
  private boolean ofSymbol;
  private long openedSequence;
  private long amount;
  private long amountBefore;
  private long remaining;
  private long remainingBefore;
  private ReservationState state;
  private ReservationState stateBefore;
  private long expiresAtMillis;
  private long expiresAtMillisBefore;
  private boolean lastInBatch;

  /** Whether there is a reservation in it; if not, nothing else here means anything. */
  public boolean present() {
    return present;
  }

  public ReservationChange present(boolean present) {
    this.present = present;
    return this;
  }

  public Text orderId() {
    return orderId;
  }

  /** Whether it holds units of the effect's position rather than cash. */
  public boolean ofSymbol() {
    return ofSymbol;
  }

  public ReservationChange ofSymbol(boolean ofSymbol) {
    this.ofSymbol = ofSymbol;
    return this;
  }

  /** The sequence of the effect that opened it; breaks ties of expiry. */
  public long openedSequence() {
    return openedSequence;
  }

  public ReservationChange openedSequence(long openedSequence) {
    this.openedSequence = openedSequence;
    return this;
  }

  /** What was reserved in all, after it. */
  public long amount() {
    return amount;
  }

  public ReservationChange amount(long amount) {
    this.amount = amount;
    return this;
  }

  public long amountBefore() {
    return amountBefore;
  }

  public ReservationChange amountBefore(long amountBefore) {
    this.amountBefore = amountBefore;
    return this;
  }

  /** What is still held, after it. */
  public long remaining() {
    return remaining;
  }

  public ReservationChange remaining(long remaining) {
    this.remaining = remaining;
    return this;
  }

  public long remainingBefore() {
    return remainingBefore;
  }

  public ReservationChange remainingBefore(long remainingBefore) {
    this.remainingBefore = remainingBefore;
    return this;
  }

  public ReservationState state() {
    return state;
  }

  public ReservationChange state(ReservationState state) {
    this.state = state;
    return this;
  }

  /** Null when the reservation is new. */
  public ReservationState stateBefore() {
    return stateBefore;
  }

  public ReservationChange stateBefore(ReservationState stateBefore) {
    this.stateBefore = stateBefore;
    return this;
  }

  /** When it ends by itself; 0 if never. */
  public long expiresAtMillis() {
    return expiresAtMillis;
  }

  public ReservationChange expiresAtMillis(long expiresAtMillis) {
    this.expiresAtMillis = expiresAtMillis;
    return this;
  }

  public long expiresAtMillisBefore() {
    return expiresAtMillisBefore;
  }

  public ReservationChange expiresAtMillisBefore(long expiresAtMillisBefore) {
    this.expiresAtMillisBefore = expiresAtMillisBefore;
    return this;
  }

  /** Whether no later effect of the batch is about the same reservation. */
  public boolean lastInBatch() {
    return lastInBatch;
  }

  public ReservationChange lastInBatch(boolean lastInBatch) {
    this.lastInBatch = lastInBatch;
    return this;
  }

  /** Takes over all of another. */
  public void set(ReservationChange other) {
    present = other.present;
    orderId.set(other.orderId);
    ofSymbol = other.ofSymbol;
    openedSequence = other.openedSequence;
    amount = other.amount;
    amountBefore = other.amountBefore;
    remaining = other.remaining;
    remainingBefore = other.remainingBefore;
    state = other.state;
    stateBefore = other.stateBefore;
    expiresAtMillis = other.expiresAtMillis;
    expiresAtMillisBefore = other.expiresAtMillisBefore;
    lastInBatch = other.lastInBatch;
  }

  /** Forgets everything, so that it can be used again. */
  public void clear() {
    present = false;
    orderId.clear();
    ofSymbol = false;
    openedSequence = 0;
    amount = 0;
    amountBefore = 0;
    remaining = 0;
    remainingBefore = 0;
    state = null;
    stateBefore = null;
    expiresAtMillis = 0;
    expiresAtMillisBefore = 0;
    lastInBatch = false;
  }
}
