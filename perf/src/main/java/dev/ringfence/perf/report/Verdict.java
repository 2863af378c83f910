package dev.ringfence.perf.report;

/** How a figure stands to its goal. */
public enum Verdict {
  MET("met"),
  SHORT("falls short"),
  /** Of so few requests that one stall more or less decides. */
  TOO_FEW("too few requests to judge"),
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
