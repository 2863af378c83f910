package dev.ringfence.engine.command;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Side;
import dev.ringfence.engine.domain.Text;

/**
 * One command, in its preallocated ring slot. A {@link CommandWriter} fills it; from then on it
 * belongs to the shard's thread. Fields that the type does not use stay empty or zero. What is
 * written here was validated before: amounts are within {@link
 * dev.ringfence.engine.domain.Amount#MAX} and greater than zero unless said otherwise.
 */
public final class Command {
  private CommandType type;
  private long accountId;
  private final Text requestId = new Text();
  private final Text orderId = new Text();
  private final Text symbol = new Text();
  private long currency;
  private AccountStatus status;
  private Side side;
  private long amount;
  private long cash;
  private boolean lastFill;
  private long timeToLiveMillis;
  private boolean neverExpires;
  private RefusalRule refusalRule = RefusalRule.STICKS;
  private long receivedNanos;
  private long deadlineNanos;
  private ReplySink replySink;
  private final Answer answer = new Answer();

  /** What is asked for; null in a slot whose writer failed, which the shard passes over. */
  public CommandType type() {
    return type;
  }

  public Command type(CommandType type) {
    this.type = type;
    return this;
  }

  public long accountId() {
    return accountId;
  }

  public Command accountId(long accountId) {
    this.accountId = accountId;
    return this;
  }

  /** Makes a retry safe; empty for reads other than GET_OUTCOME. */
  public Text requestId() {
    return requestId;
  }

  public Text orderId() {
    return orderId;
  }

  /** The asset; empty for cash. */
  public Text symbol() {
    return symbol;
  }

  /** OPEN_ACCOUNT: the account's. Deposits and withdrawals of cash: what it must be, or NONE. */
  public long currency() {
    return currency;
  }

  public Command currency(long currency) {
    this.currency = currency;
    return this;
  }

  /** SET_STATUS: what it shall be. */
  public AccountStatus status() {
    return status;
  }

  public Command status(AccountStatus status) {
    this.status = status;
    return this;
  }

  /** APPLY_FILL: bought or sold. */
  public Side side() {
    return side;
  }

  public Command side(Side side) {
    this.side = side;
    return this;
  }

  /**
   * How much of the asset: cash, or units where {@link #symbol} is set. AMEND: 0 leaves it; RELEASE
   * and SETTLE: 0 means all that remains.
   */
  public long amount() {
    return amount;
  }

  public Command amount(long amount) {
    this.amount = amount;
    return this;
  }

  /** The cash beside the units: of a fill, or what deposited units have cost. */
  public long cash() {
    return cash;
  }

  public Command cash(long cash) {
    this.cash = cash;
    return this;
  }

  /** APPLY_FILL: whether what remains of the reservation is released in the same step. */
  public boolean lastFill() {
    return lastFill;
  }

  public Command lastFill(boolean lastFill) {
    this.lastFill = lastFill;
    return this;
  }

  /** RESERVE: 0 for never. AMEND: 0 leaves the expiry as it is. */
  public long timeToLiveMillis() {
    return timeToLiveMillis;
  }

  public Command timeToLiveMillis(long timeToLiveMillis) {
    this.timeToLiveMillis = timeToLiveMillis;
    return this;
  }

  /** AMEND: takes the expiry away. */
  public boolean neverExpires() {
    return neverExpires;
  }

  public Command neverExpires(boolean neverExpires) {
    this.neverExpires = neverExpires;
    return this;
  }

  /** Whether a refusal binds a retry. No part of the command's content. */
  public RefusalRule refusalRule() {
    return refusalRule;
  }

  public Command refusalRule(RefusalRule refusalRule) {
    this.refusalRule = refusalRule;
    return this;
  }

  /** When the gateway received it, on the clock of {@link System#nanoTime}. */
  public long receivedNanos() {
    return receivedNanos;
  }

  public Command receivedNanos(long receivedNanos) {
    this.receivedNanos = receivedNanos;
    return this;
  }

  /** After this, on the same clock, it is dropped instead of decided; 0 for no deadline. */
  public long deadlineNanos() {
    return deadlineNanos;
  }

  public Command deadlineNanos(long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
    return this;
  }

  /** Where the answer goes; null if nobody waits for it. */
  public ReplySink replySink() {
    return replySink;
  }

  public Command replySink(ReplySink replySink) {
    this.replySink = replySink;
    return this;
  }

  /** Filled by the shard. */
  public Answer answer() {
    return answer;
  }

  /** Forgets everything, so that the slot keeps no garbage alive. */
  public void clear() {
    type = null;
    accountId = 0;
    requestId.clear();
    orderId.clear();
    symbol.clear();
    currency = 0;
    status = null;
    side = null;
    amount = 0;
    cash = 0;
    lastFill = false;
    timeToLiveMillis = 0;
    neverExpires = false;
    refusalRule = RefusalRule.STICKS;
    receivedNanos = 0;
    deadlineNanos = 0;
    replySink = null;
    answer.clear();
  }
}
