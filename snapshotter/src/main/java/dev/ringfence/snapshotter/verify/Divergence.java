package dev.ringfence.snapshotter.verify;

/**
 * A place where the rows contradict an invariant.
 *
 * @param check the invariant
 * @param where the place in words: the account, symbol, order or shard
 * @param accountId the account, 0 if it is not about one
 * @param version the account's version there, or the sequence in a shard; 0 if there is none
 * @param column the column, or columns
 * @param expected what it should be
 * @param found what it is
 */
public record Divergence(
    Check check,
    String where,
    long accountId,
    long version,
    String column,
    String expected,
    String found) {
  @Override
  public String toString() {
    return "%s: %s, %s: expected %s, found %s".formatted(check, where, column, expected, found);
  }
}
