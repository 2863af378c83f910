package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.Account;
import dev.ringfence.engine.domain.Amount;

/** What one account holds, or many in sum, in units of 0.0001; the version counts changes. */
record Holding(long balance, long reserved, long version) {
  static final Holding NOTHING = new Holding(0, 0, 0);

  static Holding of(Account account) {
    return new Holding(
        Amount.parse(account.getBalance()),
        Amount.parse(account.getReserved()),
        account.getVersion());
  }

  /** Throws where the sum would not fit, rather than hide a difference. */
  Holding plus(Holding other) {
    return new Holding(
        Math.addExact(balance, other.balance),
        Math.addExact(reserved, other.reserved),
        Math.addExact(version, other.version));
  }

  @Override
  public String toString() {
    return "balance %s, reserved %s, %,d changes"
        .formatted(Amount.format(balance), Amount.format(reserved), version);
  }
}
