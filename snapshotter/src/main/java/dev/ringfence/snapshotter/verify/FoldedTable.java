package dev.ringfence.snapshotter.verify;

import java.util.Set;

/**
 * A table whose rows must be what the ledger makes them.
 *
 * @param what one of its rows is; the table is named like that, too
 * @param check that the rows are that
 * @param checks all that is checked on the way
 * @param ledgerQuery its ledger rows, each beginning with its key, by key and version
 * @param rowsQuery its rows, each beginning with its key and its shard, by key
 */
record FoldedTable(
    String what, Check check, Set<Check> checks, String ledgerQuery, String rowsQuery) {
  FoldedTable {
    checks = Set.copyOf(checks);
  }
}
