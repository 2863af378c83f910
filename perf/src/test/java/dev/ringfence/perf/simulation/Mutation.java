package dev.ringfence.perf.simulation;

/** Defects to plant, each of which the simulation must find. */
enum Mutation {
  NONE,
  /** Answers go out before the batch is durable. */
  REPLY_BEFORE_COMMIT,
  /** The relay's cursor moves before Kafka has the events. */
  CURSOR_BEFORE_FLUSH,
  /** The commit does not look at the epoch. */
  NO_EPOCH_CHECK,
  /**
   * The commit does not look at the batch number, and a fresh connection leaves the epoch as it is.
   * Each of the two alone does no harm, as the other holds.
   */
  NO_BATCH_NUMBER_CHECK,
  /** After an unknown outcome the batch is taken for lost, and written once more. */
  DOUBLE_APPLY_AFTER_UNKNOWN,
  /** A client that heard nothing asks again under a new id. */
  RETRY_WITHOUT_THE_ID,
  /** An unknown outcome is told as a refusal. */
  UNKNOWN_TOLD_AS_REFUSED,
  /** A recovered reservation has no expiry any more. */
  LOST_EXPIRY,
  /** The row of a reservation that has ended stays, so a recovery takes it for open. */
  EXPIRY_TWICE,
  /** A recovery reads everything but the newest batch. */
  RECOVERY_DROPS_NEWEST_BATCH,
  /** A recovery reads the rows before the shard is taken from who wrote before. */
  RECOVERY_BEFORE_FENCING,
  /** Who may not have the shard any more still answers what needs no write. */
  NO_LEASE_CHECK,
  /** Nobody looks whether what is to be refused was accepted long ago. */
  NO_LOOK_UP,
  /** Refusals are forgotten at once. */
  REFUSAL_NOT_REMEMBERED,
  /** The ledger takes a request id twice, and memory remembers none. */
  REQUEST_ID_NOT_UNIQUE,
  /** The commit leaves some events out. */
  NO_OUTBOX_ROW,
  /** The relay leaves rows out, and does not notice. */
  RELAY_SKIPS_ROW,
  /** Redis takes whatever comes. */
  NO_VERSION_GUARD,
  /** Offsets move although Redis has nothing of it. */
  OFFSETS_BEFORE_REDIS,
  /** A flushed Redis is taken for complete. */
  FLUSH_UNNOTICED,
  /** Offsets of the ingress move before the shard's commit. */
  INGRESS_OFFSET_BEFORE_COMMIT
}
