package dev.ringfence.engine.shard;

/** The life of a shard. */
public enum ShardStatus {
  /** Built, its state loaded, its thread not yet started. */
  STARTING,
  /** Takes commands. */
  SERVING,
  /** Has answered what it had, and closes its ring. */
  DRAINING,
  /** Stopped in order; terminal. */
  STOPPED,
  /** Gave up: what it has in memory can't be trusted or may not be written; terminal. */
  FENCED;

  public boolean isTerminal() {
    return this == STOPPED || this == FENCED;
  }
}
