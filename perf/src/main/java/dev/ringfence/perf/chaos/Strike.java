package dev.ringfence.perf.chaos;

import java.util.List;
import java.util.Locale;

/**
 * One fault.
 *
 * @param afterMillis of the one before
 * @param holdMillis how long it lasts before it is healed
 * @param crashPoint where an engine kills itself, and at the how-manieth time; empty for all other
 *     harm
 */
record Strike(Harm harm, Target target, long afterMillis, long holdMillis, String crashPoint) {
  /** All that it befalls: to get to a crash point an engine has to have the shards, so alone. */
  List<Target> targets() {
    return harm == Harm.CRASH_ENGINE
        ? List.of(Target.OWNER_ENGINE, Target.OTHER_ENGINE)
        : List.of(target);
  }

  /** Whether shards can't be served while it lasts, whoever owns them. */
  boolean stopsShardsUntilHealed() {
    return harm.lastsUntilHealed() && !target.isBehindTheCommit();
  }

  @Override
  public String toString() {
    return crashPoint.isEmpty()
        ? "%s (%s) for %d ms".formatted(harm.words(), words(target), holdMillis)
        : "%s (%s) %s".formatted(harm.words(), words(target), crashPoint);
  }

  private static String words(Target target) {
    return target.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
