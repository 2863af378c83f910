package dev.ringfence.gateway.kafka;

/** How a record ended. */
public enum Fate {
  /** It had its effect. */
  APPLIED,
  /** An earlier delivery had the effect. */
  REPLAYED,
  /** It is in the dead letters. */
  DEAD_LETTER
}
