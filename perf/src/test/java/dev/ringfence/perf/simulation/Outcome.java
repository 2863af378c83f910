package dev.ringfence.perf.simulation;

import java.util.List;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param violation what was not as promised; null if everything was
 */
record Outcome(
    Plan plan,
    String violation,
    List<String> trace,
    List<String> faults,
    Map<String, Integer> crashes,
    int questions,
    int effects,
    int journalCalls,
    int journalFailures,
    int journalLies,
    int forgottenRefusals,
    long digest) {
  boolean isGood() {
    return violation == null;
  }
}
