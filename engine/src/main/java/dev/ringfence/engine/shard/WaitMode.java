package dev.ringfence.engine.shard;

/** How a shard's thread waits for work. */
public enum WaitMode {
  /** Sleeps until it is woken; right wherever cores are shared. */
  BLOCKING,
  /** Spins, but lets others run. */
  YIELDING,
  /** Spins; only with a core of its own. */
  BUSY_SPIN
}
