package dev.ringfence.snapshotter.verify;

import dev.ringfence.snapshotter.rows.RowStream;

/** A row as its ledger makes it, ledger row by ledger row; used again for the next. */
interface Fold extends Place {
  FoldedTable table();

  /** That of the last one that was begun; behind all others before there was one. */
  Key key();

  void begin(Key newKey);

  /** Takes the next ledger row, whose key was read already. */
  void add(RowStream row, Tally tally);

  /** Whether there must be a row now. */
  boolean hasRow();

  /** Compares with the row, whose key and shard were read already. */
  void compare(RowStream row, Tally tally);

  /** There are no more keys. */
  default void end(Tally tally) {}

  /** Where that key is, for people. */
  String describe(Key ofKey);

  @Override
  default String describe() {
    return describe(key()) + ", version " + version();
  }

  @Override
  default long accountId() {
    return key().accountId();
  }
}
