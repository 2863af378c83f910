package dev.ringfence.engine.effect;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.Text;

/**
 * What one accepted command changes: one account, at most one position, at most one reservation. It
 * holds the values after the change, and the changes themselves, so that it can be applied, undone
 * and written down without another look at the state.
 */
public final class Effect {
  private long sequence;
  private EffectType type;
  private long accountId;
  private long version;
  private final Text requestId = new Text();
  private long fingerprint;
  private long timeMillis;
  private final AccountChange account = new AccountChange();
  private final PositionChange position = new PositionChange();
  private final ReservationChange reservation = new ReservationChange();

  /** Its place in the shard's log: gapless, in commit order. */
  public long sequence() {
    return sequence;
  }

  public Effect sequence(long sequence) {
    this.sequence = sequence;
    return this;
  }

  public EffectType type() {
    return type;
  }

  public Effect type(EffectType type) {
    this.type = type;
    return this;
  }

  public long accountId() {
    return accountId;
  }

  public Effect accountId(long accountId) {
    this.accountId = accountId;
    return this;
  }

  /** The account's version after it. */
  public long version() {
    return version;
  }

  public Effect version(long version) {
    this.version = version;
    return this;
  }

  /** The command's; empty for what the shard does by itself. */
  public Text requestId() {
    return requestId;
  }

  /** A hash of the command's content, to tell a retry from another command with its id. */
  public long fingerprint() {
    return fingerprint;
  }

  public Effect fingerprint(long fingerprint) {
    this.fingerprint = fingerprint;
    return this;
  }

  /** The batch's time. */
  public long timeMillis() {
    return timeMillis;
  }

  public Effect timeMillis(long timeMillis) {
    this.timeMillis = timeMillis;
    return this;
  }

  public AccountChange account() {
    return account;
  }

  public PositionChange position() {
    return position;
  }

  public ReservationChange reservation() {
    return reservation;
  }

  /** Fills the answer, which must be clear, to the command that had this effect. */
  public void describeIn(Answer answer) {
    answer
        .accepted(true)
        .reason(Reason.NONE)
        .hasAccount(true)
        .currency(account.currency())
        .status(account.status())
        .balance(account.balance())
        .reserved(account.reserved())
        .version(version);
    if (position.present()) {
      answer.symbol().set(position.symbol());
      answer
          .hasPosition(true)
          .quantity(position.quantity())
          .reservedQuantity(position.reservedQuantity())
          .cost(position.cost());
    }
    if (reservation.present()) {
      answer.orderId().set(reservation.orderId());
      answer
          .hasReservation(true)
          .reservesSymbol(reservation.ofSymbol())
          .reservationAmount(reservation.amount())
          .remaining(reservation.remaining())
          .reservationState(reservation.state())
          .expiresAtMillis(reservation.expiresAtMillis());
    }
  }

  /** Takes over all of another. */
  public void set(Effect other) {
    sequence = other.sequence;
    type = other.type;
    accountId = other.accountId;
    version = other.version;
    requestId.set(other.requestId);
    fingerprint = other.fingerprint;
    timeMillis = other.timeMillis;
    account.set(other.account);
    position.set(other.position);
    reservation.set(other.reservation);
  }

  /** Forgets everything, so that it can be used again. */
  public void clear() {
    sequence = 0;
    type = null;
    accountId = 0;
    version = 0;
    requestId.clear();
    fingerprint = 0;
    timeMillis = 0;
    account.clear();
    position.clear();
    reservation.clear();
  }
}
