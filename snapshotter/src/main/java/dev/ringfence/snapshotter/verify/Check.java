package dev.ringfence.snapshotter.verify;

import java.util.EnumSet;
import java.util.Set;

/** What must hold, always. */
public enum Check {
  SHARDS_LAID_OUT("every shard has its row, and all agree on how many there are"),
  ROWS_READABLE("every row holds what a writer can have written"),
  VERSIONS_GAPLESS("account versions start at 1 and are gapless"),
  LEDGER_CHAINED("before + change = after in every ledger row"),
  LEDGER_LAWFUL("every ledger row does only what its type may do, when it may"),
  NOTHING_NEGATIVE("no balance, quantity, cost or reservation is negative"),
  ACCOUNTS_FOLDED("account row = fold of its ledger"),
  ACCOUNTS_SHARDED("account.shard_id = account_id % shard_count, and so its positions and holds"),
  POSITIONS_FOLDED("position row = fold of its ledger"),
  RESERVATIONS_FOLDED(
      "reservation row = fold of its ledger while it is open, none once it has ended"),
  CASH_HELD("open cash reservations sum up to the account's reserved"),
  QUANTITY_HELD("open reservations of a symbol sum up to the position's reserved"),
  SEQUENCES_GAPLESS("sequences are gapless in every shard, up to shards.sequence"),
  TIME_GOES_ON("time never goes back in a shard, nor beyond shards.batch_at"),
  LEDGER_SHARDED("ledger.shard_id = account_id % shard_count, as it was when the row was written"),
  OUTBOX_COMPLETE("one outbox row for each unpublished ledger row, none without one"),
  CASH_CONSERVED("deposits - withdrawals ± fills - settlements = free + reserved, per currency"),
  QUANTITY_CONSERVED("the same per symbol"),
  REQUEST_IDS_UNIQUE("a request id is used once in its account"),
  EVENTS_TRUE("every event in Kafka says what its ledger row says; none without a row"),
  EVENTS_PUBLISHED("every published ledger row is in Kafka, per account in order and gapless"),
  REDIS_TRUE("what Redis shows is what PostgreSQL says at the same version"),
  REDIS_CURRENT("Redis has every account and position: not ahead, and behind for a moment only"),
  REDIS_NOTHING_ELSE("no keys in Redis of accounts that do not exist");

  /** What PostgreSQL alone must hold. */
  static final Set<Check> OF_POSTGRES = EnumSet.range(SHARDS_LAID_OUT, REQUEST_IDS_UNIQUE);

  static final Set<Check> OF_KAFKA = EnumSet.of(EVENTS_TRUE, EVENTS_PUBLISHED);
  static final Set<Check> OF_REDIS = EnumSet.of(REDIS_TRUE, REDIS_CURRENT, REDIS_NOTHING_ELSE);

  private final String title;

  Check(String title) {
    this.title = title;
  }

  /** What it says, for people. */
  public String title() {
    return title;
  }
}
