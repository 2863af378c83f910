package dev.ringfence.client;

import dev.ringfence.api.v1.Problem;
import java.util.Set;

/** What a problem says about the command. */
enum Verdict {
  /** Nothing was done, and asking again would not help. */
  REFUSED,
  /** This attempt did nothing; another one may. */
  NOT_DONE,
  /** Nobody knows what this attempt did; another one with the same id is safe. */
  UNCERTAIN;

  private static final Set<String> CALLERS_FAULT =
      Set.of(
          "INVALID_ARGUMENT",
          "UNAUTHENTICATED",
          "PERMISSION_DENIED",
          "NOT_FOUND",
          "UNIMPLEMENTED",
          "FAILED_PRECONDITION",
          "OUT_OF_RANGE");

  /** Reasons by which the server promises that it did nothing. */
  private static final Set<String> NOTHING_DONE =
      Set.of(Problems.SHARD_NOT_SERVING, "DEADLINE_PASSED", "LEDGER_UNAVAILABLE");

  /**
   * Reasons for which a server ends a stream after it has answered all that it has looked at, if
   * anything. Answers come before the end, so what has none was not done.
   */
  private static final Set<String> ALL_ANSWERED =
      Set.of(
          "CREDENTIALS_MISSING",
          "CREDENTIALS_INVALID",
          Problems.CREDENTIALS_EXPIRED,
          "CREDENTIALS_UNCHECKED",
          "TOO_MANY_SESSIONS",
          Problems.SERVER_STOPPING);

  /** Whether what has no answer may have had an effect when its stream ended like this. */
  static boolean mayHaveBegun(Problem end) {
    return !end.getCode().equals("UNIMPLEMENTED") && !ALL_ANSWERED.contains(end.getReason());
  }

  static Verdict of(Problem problem) {
    if (CALLERS_FAULT.contains(problem.getCode())) {
      return REFUSED;
    }
    return problem.getCode().equals("RESOURCE_EXHAUSTED")
            || NOTHING_DONE.contains(problem.getReason())
        ? NOT_DONE
        : UNCERTAIN;
  }
}
