package dev.ringfence.client;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.ringfence.api.v1.FieldViolation;
import dev.ringfence.api.v1.Problem;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Problems that the client itself sees. */
final class Problems {
  static final Problem NO_ANSWER =
      of(Status.Code.DEADLINE_EXCEEDED, "NO_ANSWER", "The server can't be reached, or is silent");
  static final Problem TOO_MANY_IN_FLIGHT =
      of(
          Status.Code.RESOURCE_EXHAUSTED,
          "TOO_MANY_IN_FLIGHT",
          "As many commands as this client may have wait for answers: nothing was sent; wait for"
              + " some, or raise maxInFlight");
  static final Problem OWN_THREAD_KEPT =
      of(
          Status.Code.DEADLINE_EXCEEDED,
          "OWN_THREAD_KEPT",
          "What hangs on a future, or a watch's listener, has kept the client's own thread for too"
              + " long: it must not block there");
  static final Problem INTERRUPTED =
      of(
          Status.Code.CANCELLED,
          "INTERRUPTED",
          "The thread that waits for the answer was interrupted");
  static final Problem CLOSED =
      of(Status.Code.CANCELLED, "CLIENT_CLOSED", "This client is closed or about to be");

  /** The server's reasons that the client acts upon by themselves. */
  static final String SHARD_NOT_SERVING = "SHARD_NOT_SERVING";

  static final String CREDENTIALS_EXPIRED = "CREDENTIALS_EXPIRED";

  static final String SERVER_STOPPING = "SERVER_STOPPING";

  private static final String DOMAIN = "ringfence";
  private static final String STREAM_ENDED = "STREAM_ENDED";

  /** Far above what a server asks for; a mistake of its own must not keep its callers away. */
  private static final long LONGEST_RETRY_SECONDS = 60;

  private static final int NANOS_PER_MILLI = 1_000_000;

  private Problems() {}

  static Problem tooLarge(int bytes, int mostBytes) {
    return of(
        Status.Code.INVALID_ARGUMENT,
        "COMMAND_TOO_LARGE",
        "No valid command has " + bytes + " bytes, and at most " + mostBytes + " are sent");
  }

  /** Whether it says that its server does not serve, and nothing about the others. */
  static boolean isOfOneServer(Problem end) {
    return end.getReason().equals(SERVER_STOPPING) || end.getReason().equals(SHARD_NOT_SERVING);
  }

  /** Why a stream or a call ended, and for how long the server asks to be left alone. */
  static Problem of(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    com.google.rpc.Status details = StatusProto.fromThrowable(failure);
    ErrorInfo info = detail(details, ErrorInfo.getDefaultInstance());
    // Whoever stands between may have reasons that sound alike.
    boolean isOwn = info.getDomain().equals(DOMAIN);
    if (!isOwn) {
      return of(status.getCode(), STREAM_ENDED, "The stream ended" + why(status));
    }
    String message = status.getDescription() == null ? "" : status.getDescription();
    Duration asked = detail(details, RetryInfo.getDefaultInstance()).getRetryDelay();
    Problem.Builder problem =
        of(status.getCode(), info.getReason(), message).toBuilder()
            .setRetryAfterMillis(millis(asked));
    for (BadRequest.FieldViolation violation :
        detail(details, BadRequest.getDefaultInstance()).getFieldViolationsList()) {
      problem.addViolations(
          FieldViolation.newBuilder()
              .setField(violation.getField())
              .setDescription(violation.getDescription()));
    }
    return problem.build();
  }

  /** gRPC says "io exception", and only what is behind it that a connection was refused. */
  private static String why(Status status) {
    StringBuilder why = new StringBuilder();
    if (status.getDescription() != null) {
      // More lines tell of gRPC's insides.
      why.append(": ").append(status.getDescription().lines().findFirst().orElse(""));
    }
    Throwable cause = status.getCause();
    // Only TLS says at the very end what it does not like; a connection says there no longer which.
    while (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
      if (cause.getCause() == null) {
        break;
      }
      cause = cause.getCause();
    }
    if (cause != null && cause.getMessage() != null) {
      why.append(": ").append(cause.getMessage());
    }
    return why.toString();
  }

  private static int millis(Duration asked) {
    long seconds = Math.max(0, Math.min(asked.getSeconds(), LONGEST_RETRY_SECONDS));
    return (int) (TimeUnit.SECONDS.toMillis(seconds) + asked.getNanos() / NANOS_PER_MILLI);
  }

  /** The first of its kind; the empty one where there is none that can be read. */
  private static <M extends Message> M detail(com.google.rpc.Status details, M empty) {
    if (details != null) {
      for (Any detail : details.getDetailsList()) {
        if (detail.isSameTypeAs(empty)) {
          try {
            return detail.unpackSameTypeAs(empty);
          } catch (InvalidProtocolBufferException broken) {
            return empty;
          }
        }
      }
    }
    return empty;
  }

  private static Problem of(Status.Code code, String reason, String message) {
    return Problem.newBuilder().setCode(code.name()).setReason(reason).setMessage(message).build();
  }
}
