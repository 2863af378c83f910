package dev.ringfence.gateway.changes;

/** Why a feed has no more to tell. */
public enum FeedEnd {
  /** The account's shard does not serve here, or not just now: others may change the account. */
  SHARD_LOST,
  /** The process stops. */
  STOPPING
}
