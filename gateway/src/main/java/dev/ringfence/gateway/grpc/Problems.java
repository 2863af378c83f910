package dev.ringfence.gateway.grpc;

import dev.ringfence.api.v1.FieldViolation;
import dev.ringfence.api.v1.Problem;
import dev.ringfence.gateway.validation.Violation;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What {@link CallError} is to a call, for one command of many. */
public final class Problems {
  private static final Map<ErrorReason, Problem> PROBLEMS = new EnumMap<>(ErrorReason.class);

  static {
    for (ErrorReason reason : ErrorReason.values()) {
      PROBLEMS.put(
          reason,
          Problem.newBuilder()
              .setCode(reason.code().name())
              .setReason(reason.name())
              .setMessage(reason.message())
              .setRetryAfterMillis(reason.retryAfterMillis())
              .build());
    }
  }

  private Problems() {}

  /** The problem for a reason, with nothing of the command at hand. */
  public static Problem of(ErrorReason reason) {
    return PROBLEMS.get(reason);
  }

  static Problem invalid(List<Violation> violations) {
    Violation first = violations.getFirst();
    Problem.Builder problem =
        of(ErrorReason.INVALID_REQUEST).toBuilder()
            .setMessage(first.field() + " " + first.description());
    for (Violation violation : violations) {
      problem.addViolations(
          FieldViolation.newBuilder()
              .setField(violation.field())
              .setDescription(violation.description()));
    }
    return problem.build();
  }
}
