package dev.ringfence.perf.simulation;

/** Defects to plant, each of which the simulation must find. */
enum Mutation {
  NONE(""),
  /** Answers go out before the batch is durable. */
  REPLY_BEFORE_COMMIT("What is not durable was shown"),
  /** The relay's cursor moves before Kafka has the events. */
  CURSOR_BEFORE_FLUSH("was published after"),
  /** The commit does not look at the epoch. */
  NO_EPOCH_CHECK("after somebody had been told of version"),
  /**
   * The commit does not look at the batch number, and a fresh connection leaves the epoch as it is.
   * Each of the two alone does no harm, as the other holds.
   */
  NO_BATCH_NUMBER_CHECK("does not follow epoch"),
  /** After an unknown outcome the batch is taken for lost, and written once more. */
  DOUBLE_APPLY_AFTER_UNKNOWN("does not follow epoch"),
  /** A client that heard nothing asks again under a new id. */
  RETRY_WITHOUT_THE_ID("but is not in the ledger"),
  /** An unknown outcome is told as a refusal. */
  UNKNOWN_TOLD_AS_REFUSED("but it had an effect"),
  /** A recovered reservation has no expiry any more. */
  LOST_EXPIRY("it was not the turn of order"),
  /** The row of a reservation that has ended stays, so a recovery takes it for open. */
  EXPIRY_TWICE("of reservations"),
  /** A recovery reads everything but the newest batch. */
  RECOVERY_DROPS_NEWEST_BATCH("after somebody had been told of version"),
  /** A recovery reads the rows before the shard is taken from who wrote before. */
  RECOVERY_BEFORE_FENCING("after somebody had been told of version"),
  /** Who may not have the shard any more still answers what needs no write. */
  NO_LEASE_CHECK("after somebody had been told of version"),
  /** Nobody looks whether what is to be refused was accepted long ago. */
  NO_LOOK_UP(", and then "),
  /** Refusals are forgotten at once. */
  REFUSAL_NOT_REMEMBERED("by the same shard"),
  /** The ledger takes a request id twice, and memory remembers none. */
  REQUEST_ID_NOT_UNIQUE(", and then "),
  /** The commit leaves some events out. */
  NO_OUTBOX_ROW("rows of outbox"),
  /** The relay leaves rows out, and does not notice. */
  RELAY_SKIPS_ROW("was published after"),
  /** Redis takes whatever comes. */
  NO_VERSION_GUARD("went back from version"),
  /** Offsets move although Redis has nothing of it. */
  OFFSETS_BEFORE_REDIS("Redis has"),
  /** A flushed Redis is taken for complete. */
  FLUSH_UNNOTICED("Redis has null"),
  /** Offsets of the ingress move before the shard's commit. */
  INGRESS_OFFSET_BEFORE_COMMIT("is neither in the ledger nor a dead letter");

  private final String words;

  /**
   * A defect to plant.
   *
   * @param words of the violation that it is to be found by: another one may have to do with how it
   *     is planted
   */
  Mutation(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
