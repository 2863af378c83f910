package dev.ringfence.gateway.rest;

import dev.ringfence.api.v1.FieldViolation;
import dev.ringfence.api.v1.Problem;
import dev.ringfence.gateway.grpc.ErrorReason;
import dev.ringfence.gateway.grpc.Problems;
import java.util.List;

/** A call that has no answer, and why. It has no stack trace: it tells of the caller, not of us. */
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int httpStatus;
  private final transient Problem problem;

  ProblemException(int httpStatus, Problem problem) {
    super(problem.getMessage(), null, false, false);
    this.httpStatus = httpStatus;
    this.problem = problem;
  }

  static ProblemException of(RestReason reason) {
    return new ProblemException(reason.httpStatus(), problem(reason).build());
  }

  /** In the words of the service. */
  static ProblemException of(ErrorReason reason) {
    return new ProblemException(StatusProblem.httpStatus(reason.code()), Problems.of(reason));
  }

  static ProblemException invalid(List<FieldViolation> violations) {
    FieldViolation first = violations.getFirst();
    return new ProblemException(
        RestReason.INVALID_REQUEST.httpStatus(),
        problem(RestReason.INVALID_REQUEST)
            .setMessage(first.getField() + " " + first.getDescription())
            .addAllViolations(violations)
            .build());
  }

  int httpStatus() {
    return httpStatus;
  }

  Problem problem() {
    return problem;
  }

  private static Problem.Builder problem(RestReason reason) {
    return Problem.newBuilder()
        .setCode(reason.code().name())
        .setReason(reason.name())
        .setMessage(reason.message())
        .setRetryAfterMillis(reason.retryAfterMillis());
  }
}
