package dev.ringfence.gateway.rest;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.ringfence.api.v1.FieldViolation;
import dev.ringfence.api.v1.Problem;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** What the service calls an error, in the words of HTTP. */
final class StatusProblem {
  private static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";
  private static final String UNKNOWN_MESSAGE =
      "The outcome is unknown: ask again with the same Idempotency-Key";
  private static final int UNKNOWN_RETRY_MILLIS = 500;

  private StatusProblem() {}

  static ProblemException of(StatusRuntimeException failure, Route route) {
    Status.Code code = failure.getStatus().getCode();
    Problem.Builder problem = Problem.newBuilder().setCode(code.name());
    com.google.rpc.Status details = StatusProto.fromThrowable(failure);
    if (details != null) {
      problem.setMessage(details.getMessage());
      try {
        for (Any detail : details.getDetailsList()) {
          add(problem, detail, route);
        }
      } catch (InvalidProtocolBufferException defect) {
        throw new IllegalStateException("The service made an error that can't be read", defect);
      }
    }
    if (problem.getReason().isEmpty()) {
      explainBare(problem, failure.getStatus());
    }
    return new ProblemException(httpStatus(code), problem.build());
  }

  private static void add(Problem.Builder problem, Any detail, Route route)
      throws InvalidProtocolBufferException {
    if (detail.is(ErrorInfo.class)) {
      problem.setReason(detail.unpack(ErrorInfo.class).getReason());
    } else if (detail.is(RetryInfo.class)) {
      long millis = Durations.toMillis(detail.unpack(RetryInfo.class).getRetryDelay());
      problem.setRetryAfterMillis(Math.toIntExact(millis));
    } else if (detail.is(BadRequest.class)) {
      for (BadRequest.FieldViolation violation :
          detail.unpack(BadRequest.class).getFieldViolationsList()) {
        problem.addViolations(
            FieldViolation.newBuilder()
                .setField(route.callerName(violation.getField()))
                .setDescription(violation.getDescription()));
      }
      problem.getViolationsList().stream()
          .findFirst()
          .ifPresent(first -> problem.setMessage(first.getField() + " " + first.getDescription()));
    }
  }

  /** The transport's own errors say nothing of what was done: the deadline passed, or it stops. */
  private static void explainBare(Problem.Builder problem, Status status) {
    switch (status.getCode()) {
      case UNAUTHENTICATED, PERMISSION_DENIED, RESOURCE_EXHAUSTED, UNIMPLEMENTED, NOT_FOUND ->
          problem
              .setReason(status.getCode().name())
              .setMessage(status.getDescription() == null ? "" : status.getDescription());
      case OK,
          CANCELLED,
          UNKNOWN,
          INVALID_ARGUMENT,
          DEADLINE_EXCEEDED,
          ALREADY_EXISTS,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          INTERNAL,
          UNAVAILABLE,
          DATA_LOSS ->
          problem
              .setReason(OUTCOME_UNKNOWN)
              .setMessage(UNKNOWN_MESSAGE)
              .setRetryAfterMillis(UNKNOWN_RETRY_MILLIS);
    }
  }

  static int httpStatus(Status.Code code) {
    return switch (code) {
      case OK -> 200;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ABORTED, ALREADY_EXISTS -> 409;
      case RESOURCE_EXHAUSTED -> 429;
      case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
      case UNIMPLEMENTED -> 501;
      case CANCELLED, UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
    };
  }
}
