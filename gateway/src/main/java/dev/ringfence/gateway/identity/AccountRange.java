package dev.ringfence.gateway.identity;

/**
 * Accounts from one id to another.
 *
 * @param first the lowest id
 * @param last the highest id, itself within the range
 */
public record AccountRange(long first, long last) {
  /** Every account there can be. */
  public static final AccountRange ALL = new AccountRange(1, Long.MAX_VALUE);

  public AccountRange {
    if (first < 1 || last < first) {
      throw new IllegalArgumentException(
          "accounts " + first + "-" + last + ": ids are above zero, the lower one comes first");
    }
  }

  boolean contains(long accountId) {
    return accountId >= first && accountId <= last;
  }
}
