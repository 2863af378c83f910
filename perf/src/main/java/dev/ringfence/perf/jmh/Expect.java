package dev.ringfence.perf.jmh;

/** A benchmark of refusals that should have been acceptances is quick, and worth nothing. */
final class Expect {
  private Expect() {}

  static void accepted(int expected, int actual) {
    if (actual != expected) {
      throw new IllegalStateException(
          actual + " commands were accepted, where " + expected + " should have been");
    }
  }
}
