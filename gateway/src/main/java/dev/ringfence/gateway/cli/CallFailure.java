package dev.ringfence.gateway.cli;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import dev.ringfence.api.v1.Problem;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * Why a call got no answer, in words for people.
 *
 * @param exitCode for the shell
 * @param message what happened, and what to do
 * @param mayBeDone whether the command may have had its effect all the same
 */
record CallFailure(int exitCode, String message, boolean mayBeDone) {
  private static final String HOW_TO_SHOW =
      "Give your key with --api-key-file FILE or in RINGFENCE_API_KEY, or a certificate with"
          + " --tls-cert and --tls-key.";
  private static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";

  static CallFailure of(StatusRuntimeException failure, String server, Duration deadline) {
    Status status = failure.getStatus();
    com.google.rpc.Status details = StatusProto.fromThrowable(failure);
    String reason = details == null ? "" : reason(details);
    String description = status.getDescription() == null ? "" : status.getDescription();
    return switch (status.getCode()) {
      case INVALID_ARGUMENT ->
          new CallFailure(ExitCode.WRONG_USAGE, "Not valid:" + fields(details, description), false);
      case UNAUTHENTICATED ->
          new CallFailure(ExitCode.WRONG_USAGE, description + ". " + HOW_TO_SHOW, false);
      case PERMISSION_DENIED -> new CallFailure(ExitCode.WRONG_USAGE, description + ".", false);
      case RESOURCE_EXHAUSTED -> new CallFailure(ExitCode.NO_ANSWER, description + ".", false);
      case UNAVAILABLE ->
          reason.isEmpty()
              ? new CallFailure(ExitCode.NO_ANSWER, unreachable(server), !neverConnected(failure))
              : new CallFailure(
                  ExitCode.NO_ANSWER, description + ".", reason.equals(OUTCOME_UNKNOWN));
      case DEADLINE_EXCEEDED ->
          new CallFailure(
              ExitCode.NO_ANSWER,
              "No answer from " + server + " within " + deadline.toMillis() + " ms.",
              reason.isEmpty());
      case UNIMPLEMENTED -> notThere(server, description);
      default ->
          new CallFailure(
              ExitCode.NO_ANSWER,
              "The server at " + server + " failed: " + status.getCode() + " " + description,
              true);
    };
  }

  /** The same for what the Java client says, which has tried again where that makes sense. */
  static CallFailure of(Problem problem, String server) {
    String message = problem.getMessage() + ".";
    return switch (problem.getCode()) {
      case "INVALID_ARGUMENT", "UNAUTHENTICATED", "PERMISSION_DENIED" ->
          new CallFailure(ExitCode.WRONG_USAGE, message, false);
      case "NOT_FOUND" -> new CallFailure(ExitCode.REJECTED, message, false);
      case "UNIMPLEMENTED" -> notThere(server, problem.getMessage());
      default -> new CallFailure(ExitCode.NO_ANSWER, message, false);
    };
  }

  /** Somebody answered, and asking again would not help. */
  private static CallFailure notThere(String server, String description) {
    return new CallFailure(
        ExitCode.WRONG_USAGE,
        "The server at %s does not have this call, and nothing was done (%s). It is older than this"
                .formatted(server, description.lines().findFirst().orElse("UNIMPLEMENTED"))
            + " program, or no Ringfence: compare the versions (./ringfence --version), or name"
            + " another with --server HOST:PORT or RINGFENCE_SERVER.",
        false);
  }

  /** Prints it, with the way to repeat a command safely if it has a request id. */
  int print(PrintWriter error, String retryId) {
    error.println(message);
    if (mayBeDone && !retryId.isEmpty()) {
      error.println(
          "Whether the command was done is not known. Repeat it with --request-id "
              + retryId
              + " and it is done once, whatever happened.");
    }
    return exitCode;
  }

  /** Without a connection nothing was sent, so there is nothing to be unsure about. */
  private static boolean neverConnected(StatusRuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }

  private static String unreachable(String server) {
    return "Can't reach a Ringfence server at "
        + server
        + ". Is it running? Start one with ./ringfence dev, or name another with --server HOST:PORT"
        + " or RINGFENCE_SERVER.";
  }

  private static String fields(com.google.rpc.Status details, String description) {
    BadRequest badRequest =
        details == null ? null : unpack(details, BadRequest.class, BadRequest.getDefaultInstance());
    if (badRequest == null || badRequest.getFieldViolationsCount() == 0) {
      return " " + description;
    }
    StringBuilder lines = new StringBuilder();
    for (BadRequest.FieldViolation violation : badRequest.getFieldViolationsList()) {
      lines
          .append(System.lineSeparator())
          .append("  ")
          .append(violation.getField())
          .append(' ')
          .append(violation.getDescription());
    }
    return lines.toString();
  }

  private static String reason(com.google.rpc.Status details) {
    return unpack(details, ErrorInfo.class, ErrorInfo.getDefaultInstance()).getReason();
  }

  private static <M extends com.google.protobuf.Message> M unpack(
      com.google.rpc.Status details, Class<M> type, M absent) {
    for (Any detail : details.getDetailsList()) {
      if (detail.is(type)) {
        try {
          return detail.unpack(type);
        } catch (InvalidProtocolBufferException broken) {
          return absent;
        }
      }
    }
    return absent;
  }
}
