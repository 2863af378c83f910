package dev.ringfence.snapshotter.verify;

/**
 * How a check went.
 *
 * @param check which
 * @param checked how many things it held for
 * @param millis how long the pass took that it was made in, with others
 * @param state what came of it
 */
public record CheckResult(Check check, long checked, long millis, State state) {
  /** What came of a check. */
  public enum State {
    /** It holds for everything. */
    HOLDS,
    /** It was found broken. */
    BROKEN,
    /** Its pass ended early, because another check of the pass was found broken. */
    CUT_SHORT
  }
}
