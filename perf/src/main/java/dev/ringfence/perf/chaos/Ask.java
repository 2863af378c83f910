package dev.ringfence.perf.chaos;

/**
 * A request, the same for every attempt at it. Amounts count units of 0.0001.
 *
 * @param number tells it from all others of the journal
 * @param orderId empty where it is about no order
 * @param symbol empty for cash
 * @param cash of a fill
 * @param timeToLiveMillis 0 for ever
 */
record Ask(
    long number,
    Purpose purpose,
    Kind kind,
    String requestId,
    long accountId,
    String orderId,
    String symbol,
    long amount,
    long cash,
    long timeToLiveMillis) {

  Ask again(long nextNumber) {
    return new Ask(
        nextNumber,
        Purpose.AGAIN,
        kind,
        requestId,
        accountId,
        orderId,
        symbol,
        amount,
        cash,
        timeToLiveMillis);
  }

  /** The same id for something else. */
  Ask reused(long nextNumber) {
    return new Ask(
        nextNumber, Purpose.REUSE, Kind.DEPOSIT, requestId, accountId, "", "", amount + 1, 0, 0);
  }
}
