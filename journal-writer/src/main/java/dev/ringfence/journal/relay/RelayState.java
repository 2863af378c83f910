package dev.ringfence.journal.relay;

/** What a relay is doing. */
public enum RelayState {
  /** Built, or looking for its place in the outbox. */
  STARTING,
  /** Events go out as they come. */
  FLOWING,
  /** Kafka or PostgreSQL failed: the circuit is open until the back-off ends. */
  WAITING,
  /** Another process owns the shard, or relays it: it stands by. */
  FENCED,
  /** Ended; terminal. */
  STOPPED
}
