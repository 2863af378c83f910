package dev.ringfence.perf.bench;

import dev.ringfence.engine.domain.Amount;

/** What one request asks for, and what it changes when it is accepted, in units of 0.0001. */
enum Step {
  OPEN(0, 0),
  DEPOSIT(100_000_000, 0),
  RESERVE(-3, 3),
  FIRST_FILL(0, -1),
  SECOND_FILL(0, -1),
  RELEASE(1, -1),
  READ(0, 0);

  /** What an account can never have: the largest amount there is. */
  static final String TOO_MUCH = Amount.format(Amount.MAX);

  static final String SYMBOL = "BENCH";

  private final long balanceChange;
  private final long reservedChange;

  Step(long balanceChange, long reservedChange) {
    this.balanceChange = Math.multiplyExact(balanceChange, Amount.UNITS_PER_WHOLE);
    this.reservedChange = Math.multiplyExact(reservedChange, Amount.UNITS_PER_WHOLE);
  }

  long balanceChange() {
    return balanceChange;
  }

  long reservedChange() {
    return reservedChange;
  }
}
