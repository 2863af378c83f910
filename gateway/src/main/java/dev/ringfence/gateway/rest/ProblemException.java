package dev.ringfence.gateway.rest;

import dev.ringfence.api.v1.FieldViolation;
import dev.ringfence.api.v1.Problem;
import dev.ringfence.gateway.grpc.ErrorReason;
import dev.ringfence.gateway.grpc.Problems;
import dev.ringfence.gateway.grpc.RefusalLog;
import io.grpc.Status;
import java.util.List;

/** A call that has no answer, and why. It has no stack trace: it tells of the caller, not of us. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int httpStatus;
  private final transient Problem problem;

  ProblemException(int httpStatus, Problem problem) {
    super(problem.getMessage(), null, false, false);
    this.httpStatus = httpStatus;
    this.problem = problem;
  }

  public static ProblemException of(RestReason reason) {
    return counted(reason.httpStatus(), problem(reason).build());
  }

  /** In the words of the service. */
  public static ProblemException of(ErrorReason reason) {
    return counted(StatusProblem.httpStatus(reason.code()), Problems.of(reason));
  }

  /**
   * What only some calls can get wrong.
   *
   * @param reason a stable name
   * @param retryAfterMillis after how long a retry makes sense; 0 if it never does
   */
  static ProblemException of(
      Status.Code code, String reason, int retryAfterMillis, String message) {
    return counted(
        StatusProblem.httpStatus(code),
        Problem.newBuilder()
            .setCode(code.name())
            .setReason(reason)
            .setMessage(message)
            .setRetryAfterMillis(retryAfterMillis)
            .build());
  }

  /** One thing about the request is wrong. */
  public static ProblemException invalid(String field, String description) {
    return invalid(
        List.of(FieldViolation.newBuilder().setField(field).setDescription(description).build()));
  }

  static ProblemException invalid(List<FieldViolation> violations) {
    FieldViolation first = violations.getFirst();
    return counted(
        RestReason.INVALID_REQUEST.httpStatus(),
        problem(RestReason.INVALID_REQUEST)
            .setMessage(first.getField() + " " + first.getDescription())
            .addAllViolations(violations)
            .build());
  }

  /** What the service has refused was counted there. */
  private static ProblemException counted(int httpStatus, Problem problem) {
    RefusalLog.SHARED.count(problem.getReason());
    return new ProblemException(httpStatus, problem);
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
