package dev.ringfence.perf.chaos;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How many processes were killed, and which. */
final class Kills {
  private final Map<Harm, Integer> counts = new EnumMap<>(Harm.class);

  private int crashPoints;
  private int reached;

  synchronized void add(Harm harm) {
    counts.merge(harm, 1, Integer::sum);
  }

  /** An engine was to kill itself at a crash point, after it had been killed to be told so. */
  synchronized void addCrashPoint(boolean isReached) {
    crashPoints++;
    if (isReached) {
      reached++;
      add(Harm.CRASH_ENGINE);
    }
  }

  synchronized int total() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public synchronized String toString() {
    return counts.entrySet().stream()
            .map(entry -> "%,d %s".formatted(entry.getValue(), entry.getKey().words()))
            .collect(Collectors.joining(", "))
        + (crashPoints == 0
            ? ""
            : "; %,d of %,d crash points were reached".formatted(reached, crashPoints));
  }
}
