package dev.ringfence.perf.chaos;

/**
 * A fault that was inflicted. It knows what it befell: by the time it heals, another engine may own
 * the shards.
 */
interface Wound {
  /** Returns when the server answers; an engine may take longer to serve. */
  void heal();

  /** Whether an engine killed itself at its crash point, which is only awaited for a while. */
  default boolean awaitCrash() {
    throw new IllegalStateException("no engine was to kill itself");
  }
}
