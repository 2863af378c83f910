package dev.ringfence.perf.chaos;

/** What a client can ask for. */
enum Kind {
  OPEN,
  DEPOSIT,
  WITHDRAW,
  RESERVE,
  AMEND,
  RELEASE,
  BUY,
  SELL,
  SETTLE,
  READ;

  boolean isRead() {
    return this == READ;
  }
}
