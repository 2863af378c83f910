package dev.ringfence.journal;

/** What PostgreSQL sees to. A test takes a rule away to prove that it would be missed. */
public enum Rule {
  /** Only who has the epoch of today writes a shard. */
  EPOCH,
  /** A batch follows the batch before. */
  BATCH_NUMBER,
  /** A request id is in the ledger once for each account. */
  UNIQUE_REQUEST,
  /** An order has one reservation, ever. */
  UNIQUE_ORDER,
  /** A reservation that has ended has no row. */
  ENDED_ROW,
  /** A fresh link waits out what is under way, and raises the epoch. */
  ROW_LOCK,
  /** A shard is not given away before its owner's lease has ended. */
  LEASE,
  /** The outbox has a row for each row of the ledger. */
  OUTBOX_ROW,
  /** Who raises the epoch is told the number of the last batch, known to its writer or not. */
  BATCH_TOLD,
  /** A relay's cursor moves when it says so, and not when it reads. */
  CURSOR_BEHIND
}
