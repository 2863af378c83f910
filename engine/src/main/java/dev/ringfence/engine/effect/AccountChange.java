package dev.ringfence.engine.effect;

import dev.ringfence.engine.domain.AccountStatus;

/** What an effect does to the account's cash and status. */
public final class AccountChange {
  private long currency;
  private AccountStatus status;
  private AccountStatus statusBefore;
  private long balance;
  private long balanceChange;
  private long reserved;
  private long reservedChange;
  private boolean lastInBatch;

  public long currency() {
    return currency;
  }

  public AccountChange currency(long currency) {
    this.currency = currency;
    return this;
  }

  public AccountStatus status() {
    return status;
  }

  public AccountChange status(AccountStatus status) {
    this.status = status;
    return this;
  }

  /** Null when the account is new. */
  public AccountStatus statusBefore() {
    return statusBefore;
  }

  public AccountChange statusBefore(AccountStatus statusBefore) {
    this.statusBefore = statusBefore;
    return this;
  }

  /** Free cash after it. */
  public long balance() {
    return balance;
  }

  public AccountChange balance(long balance) {
    this.balance = balance;
    return this;
  }

  public long balanceChange() {
    return balanceChange;
  }

  public AccountChange balanceChange(long balanceChange) {
    this.balanceChange = balanceChange;
    return this;
  }

  /** Reserved cash after it. */
  public long reserved() {
    return reserved;
  }

  public AccountChange reserved(long reserved) {
    this.reserved = reserved;
    return this;
  }

  public long reservedChange() {
    return reservedChange;
  }

  public AccountChange reservedChange(long reservedChange) {
    this.reservedChange = reservedChange;
    return this;
  }

  /** Whether no later effect of the batch is about the same account. */
  public boolean lastInBatch() {
    return lastInBatch;
  }

  public AccountChange lastInBatch(boolean lastInBatch) {
    this.lastInBatch = lastInBatch;
    return this;
  }

  /** Takes over all of another. */
  public void set(AccountChange other) {
    currency = other.currency;
    status = other.status;
    statusBefore = other.statusBefore;
    balance = other.balance;
    balanceChange = other.balanceChange;
    reserved = other.reserved;
    reservedChange = other.reservedChange;
    lastInBatch = other.lastInBatch;
  }

  /** Forgets everything, so that it can be used again. */
  public void clear() {
    currency = 0;
    status = null;
    statusBefore = null;
    balance = 0;
    balanceChange = 0;
    reserved = 0;
    reservedChange = 0;
    lastInBatch = false;
  }
}
