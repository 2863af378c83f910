package dev.ringfence.perf.simulation;

/** Something is not as it was promised. */
final class Violation extends Error {
  private static final long serialVersionUID = 1;

  Violation(String message) {
    super(message);
  }

  @SuppressWarnings("AnnotateFormatMethod") // The annotation is of a library that is not ours.
  static void unless(boolean holds, String format, Object... arguments) {
    if (!holds) {
      throw new Violation(String.format(java.util.Locale.ROOT, format, arguments));
    }
  }
}
