package dev.ringfence.perf.bench;

/** What can be measured by itself, with nothing beside it. */
enum Part {
  /** Decisions in memory, on one thread. */
  DECISIONS,
  /** The heap that accounts and reservations take. */
  MEMORY,
  /** Engine and journal without a network, against a bare loop of the same statement. */
  COMMIT,
  /** Outbox to Kafka and Kafka to Redis, as fast as they go. */
  EVENTS,
  /** From kill -9 until a process serves again. */
  RECOVERY
}
