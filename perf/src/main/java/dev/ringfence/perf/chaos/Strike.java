package dev.ringfence.perf.chaos;

import java.util.Locale;

/**
 * One fault.
 *
 * @param afterMillis of the one before
 * @param holdMillis how long it lasts before it is healed
 */
record Strike(Harm harm, Target target, long afterMillis, long holdMillis) {
  @Override
  public String toString() {
    return "%s (%s) for %d ms".formatted(words(harm), words(target), holdMillis);
  }

  private static String words(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
