package dev.ringfence.perf.simulation;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What many runs did, together. */
final class Tally {
  private static final double PERCENT = 100;

  private final Map<String, Integer> crashes = new TreeMap<>();
  private int runs;
  private long questions;
  private long effects;
  private long faults;
  private long journalCalls;
  private long journalFailures;
  private long journalLies;
  private long forgottenRefusals;

  synchronized void add(Outcome outcome) {
    runs++;
    questions += outcome.questions();
    effects += outcome.effects();
    faults += outcome.faults().size();
    journalCalls += outcome.journalCalls();
    journalFailures += outcome.journalFailures();
    journalLies += outcome.journalLies();
    forgottenRefusals += outcome.forgottenRefusals();
    outcome.crashes().forEach((point, count) -> crashes.merge(point, count, Integer::sum));
  }

  synchronized double failedPercent() {
    return PERCENT * journalFailures / journalCalls;
  }

  synchronized double liedPercent() {
    return PERCENT * journalLies / journalCalls;
  }

  /** How often a process was killed at each point where it was. */
  synchronized Map<String, Integer> crashes() {
    return Map.copyOf(crashes);
  }

  @Override
  public synchronized String toString() {
    return String.format(
        Locale.ROOT,
        "%,d runs, %,d commands, %,d effects, %,d faults, %,d kills at %d points; of %,d calls of"
            + " the journal %.1f%% failed, %.1f%% of them all were done and reported failed;"
            + " %,d refusals were forgotten by a restart",
        runs,
        questions,
        effects,
        faults,
        crashes.values().stream().mapToInt(Integer::intValue).sum(),
        crashes.size(),
        journalCalls,
        failedPercent(),
        liedPercent(),
        forgottenRefusals);
  }
}
