package dev.ringfence.perf.report;

/** How a figure stands to its goal. */
public enum Verdict {
  MET("met"),
  SHORT("falls short"),
  NO_GOAL("");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }

  /** The verdict on a goal. */
  public static Verdict on(boolean met) {
    return met ? MET : SHORT;
  }
}
