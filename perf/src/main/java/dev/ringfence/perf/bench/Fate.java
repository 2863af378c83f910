package dev.ringfence.perf.bench;

import io.grpc.Status;

/** What a gRPC status says about a command. */
enum Fate {
  /** Refused at the door: there was no effect. */
  SHED,
  /** There may or may not have been an effect: ask again with the same id. */
  UNKNOWN,
  /** The request itself is wrong, and asking again cannot help. */
  FAULT;

  /** The status in a line. */
  static String words(Status status) {
    String description = status.getDescription() == null ? "" : ", " + status.getDescription();
    String cause = status.getCause() == null ? "" : ", " + status.getCause().getMessage();
    return status.getCode() + description + cause;
  }

  /** RESOURCE_EXHAUSTED means no effect of this attempt, and says nothing about an earlier one. */
  static Fate of(Status status, boolean earlierAttemptIsUnknown) {
    return switch (status.getCode()) {
      case RESOURCE_EXHAUSTED -> earlierAttemptIsUnknown ? UNKNOWN : SHED;
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, ABORTED, UNKNOWN, INTERNAL, DATA_LOSS, OK ->
          UNKNOWN;
      case INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          FAILED_PRECONDITION,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          UNAUTHENTICATED ->
          FAULT;
    };
  }
}
