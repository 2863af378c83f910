package dev.ringfence.engine.domain;

/** The direction of an execution. */
public enum Side {
  /** Consumes reserved cash and adds quantity. */
  BUY,
  /** Consumes reserved quantity and adds cash. */
  SELL
}
