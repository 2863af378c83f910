package dev.ringfence.journal;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.engine.effect.PositionChange;
import dev.ringfence.engine.effect.ReservationChange;
import java.util.Map;
import java.util.TreeMap;

/**
 * Fills batches as a shard would, and remembers what PostgreSQL must hold once they are in. Amounts
 * are units of 0.0001.
 */
final class ScriptedShard {
  static final long CURRENCY = CurrencyCode.parse("USD");
  static final long BATCH_MILLIS = 1_800_000_000_123L;

  private static final int CAPACITY = 4_096;

  final EffectBatch batch;
  final Map<Long, AccountModel> accounts = new TreeMap<>();
  private long sequence;
  private long number;

  ScriptedShard(int shardId) {
    batch = new EffectBatch(shardId, CAPACITY);
  }

  /** What an account must look like. */
  static final class AccountModel {
    long balance;
    long reserved;
    long version;
    final Map<String, long[]> positions = new TreeMap<>();
    final Map<String, long[]> reservations = new TreeMap<>();
  }

  ScriptedShard begin() {
    number++;
    batch.begin(number, BATCH_MILLIS + number);
    return this;
  }

  /** Forgets the batch, which was not written. It may hold nothing but deposits of cash. */
  void undo() {
    for (int index = batch.size() - 1; index >= 0; index--) {
      Effect effect = batch.get(index);
      AccountModel model = accounts.get(effect.accountId());
      model.balance -= effect.account().balanceChange();
      model.version--;
    }
    number--;
    sequence -= batch.size();
  }

  long number() {
    return number;
  }

  long sequence() {
    return sequence;
  }

  ScriptedShard open(long accountId) {
    Effect effect = effect(EffectType.OPENED, accountId, "open-" + accountId);
    effect.account().statusBefore(null);
    return done(effect);
  }

  ScriptedShard deposit(long accountId, long amount, String requestId) {
    Effect effect = effect(EffectType.DEPOSITED, accountId, requestId);
    effect.account().balanceChange(amount);
    return done(effect);
  }

  ScriptedShard depositUnits(
      long accountId, String symbol, long units, long cost, String requestId) {
    Effect effect = effect(EffectType.DEPOSITED, accountId, requestId);
    PositionChange position = effect.position();
    position.symbol().set(symbol);
    position.present(true).isNew(!accounts.get(accountId).positions.containsKey(symbol));
    position.quantityChange(units).costChange(cost);
    return done(effect);
  }

  ScriptedShard reserve(long accountId, String orderId, long amount, String requestId) {
    Effect effect = effect(EffectType.RESERVED, accountId, requestId);
    effect.account().balanceChange(-amount).reservedChange(amount);
    ReservationChange reservation = effect.reservation();
    reservation.orderId().set(orderId);
    reservation.present(true).openedSequence(effect.sequence()).amount(amount).remaining(amount);
    reservation.state(ReservationState.OPEN).expiresAtMillis(BATCH_MILLIS + 60_000);
    return done(effect);
  }

  ScriptedShard reserveUnits(
      long accountId, String orderId, String symbol, long units, String requestId) {
    Effect effect = effect(EffectType.RESERVED, accountId, requestId);
    effect.position().symbol().set(symbol);
    effect.position().present(true).quantityChange(-units).reservedQuantityChange(units);
    ReservationChange reservation = effect.reservation();
    reservation.orderId().set(orderId);
    reservation.present(true).ofSymbol(true).openedSequence(effect.sequence());
    reservation.amount(units).remaining(units).state(ReservationState.OPEN);
    return done(effect);
  }

  ScriptedShard release(long accountId, String orderId, String requestId) {
    Effect effect = effect(EffectType.RELEASED, accountId, requestId);
    long[] held = accounts.get(accountId).reservations.get(orderId);
    effect.account().balanceChange(held[1]).reservedChange(-held[1]);
    ReservationChange reservation = effect.reservation();
    reservation.orderId().set(orderId);
    reservation.present(true).openedSequence(held[3]).amount(held[0]).remaining(0);
    reservation.state(ReservationState.RELEASED).stateBefore(ReservationState.OPEN);
    return done(effect);
  }

  /** Marks the last effect about each thing. */
  EffectBatch seal() {
    batch.markLast();
    return batch;
  }

  private Effect effect(EffectType type, long accountId, String requestId) {
    AccountModel model = accounts.computeIfAbsent(accountId, _ -> new AccountModel());
    Effect effect = batch.next();
    effect.type(type).accountId(accountId).version(model.version + 1).sequence(sequence + 1);
    effect.requestId().set(requestId);
    effect.fingerprint(requestId.hashCode()).timeMillis(batch.timeMillis());
    effect.account().currency(CURRENCY).status(AccountStatus.ACTIVE);
    effect.account().statusBefore(AccountStatus.ACTIVE);
    return effect;
  }

  private ScriptedShard done(Effect effect) {
    AccountModel model = accounts.get(effect.accountId());
    model.balance += effect.account().balanceChange();
    model.reserved += effect.account().reservedChange();
    model.version = effect.version();
    effect.account().balance(model.balance).reserved(model.reserved);
    PositionChange position = effect.position();
    if (position.present()) {
      long[] held = model.positions.computeIfAbsent(position.symbol().toString(), _ -> new long[3]);
      held[0] += position.quantityChange();
      held[1] += position.reservedQuantityChange();
      held[2] += position.costChange();
      position.quantity(held[0]).reservedQuantity(held[1]).cost(held[2]);
    }
    ReservationChange reservation = effect.reservation();
    if (reservation.present()) {
      long[] values = {
        reservation.amount(),
        reservation.remaining(),
        reservation.state().code(),
        reservation.openedSequence()
      };
      model.reservations.put(reservation.orderId().toString(), values);
    }
    batch.add();
    sequence = effect.sequence();
    return this;
  }
}
