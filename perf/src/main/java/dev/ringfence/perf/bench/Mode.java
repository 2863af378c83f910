package dev.ringfence.perf.bench;

/** How requests travel. */
public enum Mode {
  /** A call per request. */
  UNARY,
  /** One stream per connection for all requests. */
  SESSION,
  /** A call per request, by a sender that costs a fraction of a gRPC client. */
  LEAN
}
