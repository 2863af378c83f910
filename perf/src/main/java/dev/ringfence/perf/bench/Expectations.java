package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.Account;
import dev.ringfence.engine.domain.Amount;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the accounts of one server must hold: their state before the load plus every acknowledged
 * command, once. In units of 0.0001. The version counts the changes, so it tells an effect that
 * happened twice even where sums would hide it.
 */
final class Expectations {
  private final long firstAccountId;
  private final AtomicLongArray balance;
  private final AtomicLongArray reserved;
  private final AtomicLongArray version;

  Expectations(long firstAccountId, int accounts) {
    this.firstAccountId = firstAccountId;
    balance = new AtomicLongArray(accounts);
    reserved = new AtomicLongArray(accounts);
    version = new AtomicLongArray(accounts);
  }

  int accounts() {
    return version.length();
  }

  long accountId(int index) {
    return firstAccountId + index;
  }

  /** The state that all that follows is added to. */
  void begin(int index, Account account) {
    balance.set(index, Amount.parse(account.getBalance()));
    reserved.set(index, Amount.parse(account.getReserved()));
    version.set(index, account.getVersion());
  }

  /** One command was acknowledged. */
  void add(int index, Step step) {
    balance.addAndGet(index, step.balanceChange());
    reserved.addAndGet(index, step.reservedChange());
    version.incrementAndGet(index);
  }

  /** A payment came in. */
  void add(int index, long balanceChange) {
    balance.addAndGet(index, balanceChange);
    version.incrementAndGet(index);
  }

  Holding holding(int index) {
    return new Holding(balance.get(index), reserved.get(index), version.get(index));
  }

  Holding sum() {
    Holding sum = Holding.NOTHING;
    for (int i = 0; i < accounts(); i++) {
      sum = sum.plus(holding(i));
    }
    return sum;
  }
}
