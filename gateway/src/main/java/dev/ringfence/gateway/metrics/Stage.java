package dev.ringfence.gateway.metrics;

/** The parts of a command's way through its shard. */
enum Stage {
  /** Received until decided: the wait in the ring. */
  QUEUE("queue"),
  /** Decided until committed: the rest of the batch, and PostgreSQL. */
  COMMIT("commit"),
  /** Committed until the answer was handed to the connection. */
  REPLY("reply"),
  /** Received until the answer was handed to the connection. */
  TOTAL("total");

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
