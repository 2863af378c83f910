package dev.ringfence.client;

import dev.ringfence.api.v1.Problem;

/**
 * There is no answer, and nothing was done: the request is wrong, the caller may not, or there was
 * no place for it until the time was up. It is unchecked, as most callers can only pass it on.
 */
public final class NotDoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  NotDoneException(Problem problem) {
    this(problem, false);
  }

  private NotDoneException(Problem problem, boolean hasTrace) {
    super(problem.getReason() + ": " + problem.getMessage(), null, hasTrace, hasTrace);
    this.problem = problem;
  }

  /**
   * For whoever has waited: where a future ends tells nothing, but where the call was made does.
   */
  NotDoneException ofThisCall() {
    return new NotDoneException(problem, true);
  }

  /** What stood in the way: a code, a stable reason, and the fields that are wrong. */
  public Problem problem() {
    return problem;
  }
}
