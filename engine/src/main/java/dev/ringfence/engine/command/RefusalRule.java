package dev.ringfence.engine.command;

import dev.ringfence.engine.domain.Reason;

/** What a refusal of the command means for its request id. */
public enum RefusalRule {
  /** It sticks: a retry gets it again. What callers get who hear of the refusal. */
  STICKS,
  /**
   * It sticks unless time can heal it ({@link Reason#canPass}). For a caller that keeps the refusal
   * to itself and asks again in a moment.
   */
  TENTATIVE,
  /** An earlier one is forgotten first: a person decided that it be tried again. */
  RECONSIDER;

  /** Whether a refusal for this reason is remembered. */
  public boolean remembers(Reason reason) {
    return switch (this) {
      case STICKS, RECONSIDER -> true;
      case TENTATIVE -> !reason.canPass();
    };
  }
}
