package dev.ringfence.gateway.rest;

import io.grpc.Status;

/**
 * What only some calls can get wrong: said once, for whoever refuses and for the document.
 *
 * @param reason a stable name
 * @param retryAfterMillis after how long a retry makes sense; 0 if it never does
 * @param meaning a sentence
 */
public record HttpProblem(Status.Code code, String reason, int retryAfterMillis, String meaning) {
  /** In the words of its meaning. */
  public ProblemException refusal() {
    return refusal(meaning);
  }

  /** In words that say more. */
  public ProblemException refusal(String message) {
    return ProblemException.of(code, reason, retryAfterMillis, message);
  }

  String httpStatus() {
    return Integer.toString(StatusProblem.httpStatus(code));
  }
}
