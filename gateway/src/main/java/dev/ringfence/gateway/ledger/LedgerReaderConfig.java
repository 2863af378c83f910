package dev.ringfence.gateway.ledger;

/**
 * The bounds of reads from PostgreSQL.
 *
 * @param threads how many reads run at once; each needs a connection of the pool
 * @param queueCapacity how many may wait for a thread; half of it is for one client
 * @param statementTimeoutMillis after how long PostgreSQL gives a statement up
 * @param answerTimeoutMillis after how long the caller is told so, whatever still runs
 */
public record LedgerReaderConfig(
    int threads, int queueCapacity, int statementTimeoutMillis, int answerTimeoutMillis) {
  public LedgerReaderConfig {
    if (threads < 1 || queueCapacity < 1) {
      throw new IllegalArgumentException("The ledger reader needs a thread and a queue");
    }
    if (statementTimeoutMillis < 1 || answerTimeoutMillis < 1) {
      throw new IllegalArgumentException("The ledger reader's time limits must be above zero");
    }
  }

  public static LedgerReaderConfig defaults() {
    return new LedgerReaderConfig(4, 512, 2_000, 5_000);
  }

  /** How many one client may have under way, so that there is room for others. */
  int mostPerClient() {
    return Math.max(1, queueCapacity / 2);
  }
}
