package dev.ringfence.engine.command;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Text;

/**
 * The answer to one command, with what the account, the position and the reservation look like
 * after it. It lives in the command's ring slot and is only valid during the call of the {@link
 * ReplySink}.
 */
public final class Answer {
  private boolean accepted;
  private Reason reason = Reason.NONE;
  private boolean replayed;
  private boolean hasAccount;
  private long currency;
  private AccountStatus status;
  private long balance;
  private long reserved;
  private long version;
  private boolean hasPosition;
  private final Text symbol = new Text();
  private long quantity;
  private long reservedQuantity;
  private long cost;
  private boolean hasReservation;
  private final Text orderId = new Text();
  private boolean reservesSymbol;
  private long reservationAmount;
  private long remaining;
  private ReservationState reservationState;
  private long expiresAtMillis;

  /**
   * True if the effect is durable (or, for a read, if there is something to show). A GET_OUTCOME
   * that finds nothing in the windows is not accepted, has the reason NONE and no account:
   * PostgreSQL may know more.
   */
  public boolean accepted() {
    return accepted;
  }

  public Answer accepted(boolean accepted) {
    this.accepted = accepted;
    return this;
  }

  /** Why it was rejected; {@link Reason#NONE} when accepted. */
  public Reason reason() {
    return reason;
  }

  public Answer reason(Reason reason) {
    this.reason = reason;
    return this;
  }

  /** True if this is the stored answer to an earlier command with the same id and content. */
  public boolean replayed() {
    return replayed;
  }

  public Answer replayed(boolean replayed) {
    this.replayed = replayed;
    return this;
  }

  /** Whether the account fields mean anything. */
  public boolean hasAccount() {
    return hasAccount;
  }

  public Answer hasAccount(boolean hasAccount) {
    this.hasAccount = hasAccount;
    return this;
  }

  public long currency() {
    return currency;
  }

  public Answer currency(long currency) {
    this.currency = currency;
    return this;
  }

  public AccountStatus status() {
    return status;
  }

  public Answer status(AccountStatus status) {
    this.status = status;
    return this;
  }

  /** Free cash after the command. */
  public long balance() {
    return balance;
  }

  public Answer balance(long balance) {
    this.balance = balance;
    return this;
  }

  /** Reserved cash after the command. */
  public long reserved() {
    return reserved;
  }

  public Answer reserved(long reserved) {
    this.reserved = reserved;
    return this;
  }

  /** The account's version after the command. */
  public long version() {
    return version;
  }

  public Answer version(long version) {
    this.version = version;
    return this;
  }

  /** Whether the position fields mean anything. */
  public boolean hasPosition() {
    return hasPosition;
  }

  public Answer hasPosition(boolean hasPosition) {
    this.hasPosition = hasPosition;
    return this;
  }

  public Text symbol() {
    return symbol;
  }

  /** Free units after the command. */
  public long quantity() {
    return quantity;
  }

  public Answer quantity(long quantity) {
    this.quantity = quantity;
    return this;
  }

  /** Reserved units after the command. */
  public long reservedQuantity() {
    return reservedQuantity;
  }

  public Answer reservedQuantity(long reservedQuantity) {
    this.reservedQuantity = reservedQuantity;
    return this;
  }

  /** What all units, free and reserved, have cost. */
  public long cost() {
    return cost;
  }

  public Answer cost(long cost) {
    this.cost = cost;
    return this;
  }

  /** Whether the reservation fields mean anything. */
  public boolean hasReservation() {
    return hasReservation;
  }

  public Answer hasReservation(boolean hasReservation) {
    this.hasReservation = hasReservation;
    return this;
  }

  public Text orderId() {
    return orderId;
  }

  /** Whether the reservation holds units of {@link #symbol} rather than cash. */
  public boolean reservesSymbol() {
    return reservesSymbol;
  }

  public Answer reservesSymbol(boolean reservesSymbol) {
    this.reservesSymbol = reservesSymbol;
    return this;
  }

  /** What was reserved in all, as last amended. */
  public long reservationAmount() {
    return reservationAmount;
  }

  public Answer reservationAmount(long reservationAmount) {
    this.reservationAmount = reservationAmount;
    return this;
  }

  /** What is still held. */
  public long remaining() {
    return remaining;
  }

  public Answer remaining(long remaining) {
    this.remaining = remaining;
    return this;
  }

  public ReservationState reservationState() {
    return reservationState;
  }

  public Answer reservationState(ReservationState reservationState) {
    this.reservationState = reservationState;
    return this;
  }

  /** When the reservation ends by itself; 0 if never. */
  public long expiresAtMillis() {
    return expiresAtMillis;
  }

  public Answer expiresAtMillis(long expiresAtMillis) {
    this.expiresAtMillis = expiresAtMillis;
    return this;
  }

  /** Takes over all of another answer. */
  public void set(Answer other) {
    accepted = other.accepted;
    reason = other.reason;
    replayed = other.replayed;
    hasAccount = other.hasAccount;
    currency = other.currency;
    status = other.status;
    balance = other.balance;
    reserved = other.reserved;
    version = other.version;
    hasPosition = other.hasPosition;
    symbol.set(other.symbol);
    quantity = other.quantity;
    reservedQuantity = other.reservedQuantity;
    cost = other.cost;
    hasReservation = other.hasReservation;
    orderId.set(other.orderId);
    reservesSymbol = other.reservesSymbol;
    reservationAmount = other.reservationAmount;
    remaining = other.remaining;
    reservationState = other.reservationState;
    expiresAtMillis = other.expiresAtMillis;
  }

  /** Forgets everything, so that a slot can be used again. */
  public void clear() {
    accepted = false;
    reason = Reason.NONE;
    replayed = false;
    hasAccount = false;
    currency = 0;
    status = null;
    balance = 0;
    reserved = 0;
    version = 0;
    hasPosition = false;
    symbol.clear();
    quantity = 0;
    reservedQuantity = 0;
    cost = 0;
    hasReservation = false;
    orderId.clear();
    reservesSymbol = false;
    reservationAmount = 0;
    remaining = 0;
    reservationState = null;
    expiresAtMillis = 0;
  }
}
