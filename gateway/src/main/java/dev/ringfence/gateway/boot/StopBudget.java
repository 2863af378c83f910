package dev.ringfence.gateway.boot;

import java.time.Duration;

/**
 * One time limit for all that a stop does. Each step gets what is left but for what those after it
 * need, so that one that hangs takes nothing from them, and the whole ends in time.
 */
final class StopBudget {
  /** Supervisors are promised 10 s; the JVM needs a part of the last one. */
  static final Duration WHOLE = Duration.ofSeconds(9);

  private final long endNanos;

  StopBudget(Duration whole) {
    endNanos = System.nanoTime() + whole.toNanos();
  }

  /** How long a step may take. */
  Duration allBut(Duration forTheRest) {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime() - forTheRest.toNanos()));
  }

  /** The same, and not longer than that. */
  Duration atMost(Duration limit, Duration forTheRest) {
    Duration left = allBut(forTheRest);
    return left.compareTo(limit) < 0 ? left : limit;
  }
}
