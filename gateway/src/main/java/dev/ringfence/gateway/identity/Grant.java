package dev.ringfence.gateway.identity;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Leave to do some operations with some accounts.
 *
 * @param operations which operations
 * @param accounts with which accounts
 */
public record Grant(Set<Operation> operations, List<AccountRange> accounts) {
  /** Everything that can be done with accounts. */
  public static final Grant ALL =
      new Grant(EnumSet.allOf(Operation.class), List.of(AccountRange.ALL));

  public Grant {
    operations = Set.copyOf(operations);
    accounts = List.copyOf(accounts);
    if (operations.isEmpty() || accounts.isEmpty()) {
      throw new IllegalArgumentException("a grant names operations and accounts");
    }
  }

  boolean permits(Operation operation, long accountId) {
    if (!operations.contains(operation)) {
      return false;
    }
    for (AccountRange range : accounts) {
      if (range.contains(accountId)) {
        return true;
      }
    }
    return false;
  }
}
