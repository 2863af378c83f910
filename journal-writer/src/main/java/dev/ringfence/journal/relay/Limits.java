package dev.ringfence.journal.relay;

/** Refuses configuration that can't work, and says which. */
final class Limits {
  private Limits() {}

  static void atLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", but is " + value);
    }
  }
}
