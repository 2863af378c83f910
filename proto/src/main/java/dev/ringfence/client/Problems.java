package dev.ringfence.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.ringfence.api.v1.Problem;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;

/** Problems that the client itself sees. */
final class Problems {
  static final Problem NO_ANSWER =
      of(Status.Code.DEADLINE_EXCEEDED, "NO_ANSWER", "The server can't be reached, or is silent");
  static final Problem TOO_MANY_IN_FLIGHT =
      of(
          Status.Code.RESOURCE_EXHAUSTED,
          "TOO_MANY_IN_FLIGHT",
          "As many commands as this client may have wait for answers");
  static final Problem CLOSED =
      of(Status.Code.CANCELLED, "CLIENT_CLOSED", "This client is closed or about to be");

  /** The server's reasons that the client acts upon by themselves. */
  static final String SHARD_NOT_SERVING = "SHARD_NOT_SERVING";

  static final String CREDENTIALS_EXPIRED = "CREDENTIALS_EXPIRED";

  private static final String DOMAIN = "ringfence";
  private static final String STREAM_ENDED = "STREAM_ENDED";

  private Problems() {}

  static Problem tooLarge(int bytes, int mostBytes) {
    return of(
        Status.Code.INVALID_ARGUMENT,
        "COMMAND_TOO_LARGE",
        "No valid command has " + bytes + " bytes, and at most " + mostBytes + " are sent");
  }

  /** Why a stream ended. */
  static Problem of(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    String description = status.getDescription() == null ? "" : ": " + status.getDescription();
    return of(status.getCode(), reason(failure), "The stream ended" + description);
  }

  /** The server's own; whoever stands between may have reasons that sound alike. */
  private static String reason(Throwable failure) {
    com.google.rpc.Status details = StatusProto.fromThrowable(failure);
    if (details != null) {
      for (Any detail : details.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          try {
            ErrorInfo info = detail.unpack(ErrorInfo.class);
            return info.getDomain().equals(DOMAIN) ? info.getReason() : STREAM_ENDED;
          } catch (InvalidProtocolBufferException broken) {
            return STREAM_ENDED;
          }
        }
      }
    }
    return STREAM_ENDED;
  }

  private static Problem of(Status.Code code, String reason, String message) {
    return Problem.newBuilder().setCode(code.name()).setReason(reason).setMessage(message).build();
  }
}
