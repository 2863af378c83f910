package dev.ringfence.gateway.cli;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import dev.ringfence.api.v1.Problem;
import dev.ringfence.gateway.grpc.ErrorReason;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Why a call got no answer, in words for people.
 *
 * @param exitCode for the shell
 * @param message what happened, and what to do
 * @param mayBeDone whether the command may have had its effect all the same
 */
record CallFailure(int exitCode, String message, boolean mayBeDone) {
  /** What to do where none answers. */
  static final String WHERE_A_SERVER_IS =
      "Is it running? Start one with ./ringfence dev, or name another with --server HOST:PORT"
          + " or RINGFENCE_SERVER.";

  private static final String NO_HTTP2 = "First received frame was not SETTINGS";
  private static final String HOW_TO_SHOW =
      "Give your key with --api-key-file FILE or in RINGFENCE_API_KEY, or a certificate with"
          + " --tls-cert and --tls-key.";

  /** Nothing was done where the server's own reason says so, or nobody ever got to it. */
  static CallFailure of(StatusRuntimeException failure, String server, Duration deadline) {
    Status status = failure.getStatus();
    com.google.rpc.Status details = StatusProto.fromThrowable(failure);
    Optional<ErrorReason> reason = reason(details);
    boolean mayBeDone = !reason.map(ErrorReason::saysThatNothingWasDone).orElse(false);
    String description = status.getDescription() == null ? "" : status.getDescription();
    return switch (status.getCode()) {
      case INVALID_ARGUMENT ->
          new CallFailure(ExitCode.WRONG_USAGE, "Not valid:" + fields(details, description), false);
      case UNAUTHENTICATED ->
          new CallFailure(ExitCode.WRONG_USAGE, description + ". " + HOW_TO_SHOW, false);
      case PERMISSION_DENIED -> new CallFailure(ExitCode.WRONG_USAGE, description + ".", false);
      case UNAVAILABLE ->
          details == null || details.getDetailsCount() == 0
              ? new CallFailure(
                  ExitCode.NO_ANSWER, unreachable(server, failure), !neverConnected(failure))
              : new CallFailure(ExitCode.NO_ANSWER, description + ".", mayBeDone);
      case DEADLINE_EXCEEDED ->
          new CallFailure(
              ExitCode.NO_ANSWER,
              "No answer from " + server + " within " + deadline.toMillis() + " ms.",
              mayBeDone);
      case UNIMPLEMENTED -> notThere(server, description);
      case INTERNAL ->
          speaksOtherwise(failure)
              ? new CallFailure(ExitCode.NO_ANSWER, noGrpc(server), false)
              : failed(status, server, reason, mayBeDone);
      default ->
          // RESOURCE_EXHAUSTED, too: gRPC itself and whoever stands between say so, and not only
          // before a command was passed on.
          failed(status, server, reason, mayBeDone);
    };
  }

  private static CallFailure failed(
      Status status, String server, Optional<ErrorReason> reason, boolean mayBeDone) {
    String description = status.getDescription() == null ? "" : status.getDescription();
    return reason.isPresent() && !mayBeDone
        ? new CallFailure(ExitCode.NO_ANSWER, description + ".", false)
        : new CallFailure(
            ExitCode.NO_ANSWER,
            "The server at " + server + " failed: " + status.getCode() + " " + description,
            true);
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

  /** An answer came that is neither a yes nor a no. */
  static CallFailure strange(String server) {
    return new CallFailure(
        ExitCode.NO_ANSWER,
        "The server at %s gave an answer that this program does not know: compare the versions"
                .formatted(server)
            + " (./ringfence --version).",
        true);
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
    return cause(failure, ConnectException.class).isPresent()
        || cause(failure, UnknownHostException.class).isPresent()
        || cause(failure, SSLHandshakeException.class).isPresent();
  }

  private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }

  /** What is below TLS knows best what it does not like. */
  private static Throwable last(Throwable failure) {
    return failure.getCause() == null ? failure : last(failure.getCause());
  }

  /** Whoever does not begin as HTTP/2 does was never asked anything. */
  private static boolean speaksOtherwise(Throwable failure) {
    return String.valueOf(last(failure).getMessage()).startsWith(NO_HTTP2);
  }

  private static String noGrpc(String server) {
    return "What listens at %s does not speak gRPC: is it the HTTP port? Name the gRPC port with"
            .formatted(server)
        + " --server HOST:PORT or RINGFENCE_SERVER.";
  }

  private static String unreachable(String server, StatusRuntimeException failure) {
    Optional<SSLException> tls = cause(failure, SSLException.class);
    if (tls.isPresent()) {
      return "There is no TLS with the server at %s: %s. Is its certificate for this name, and from"
              .formatted(server, last(tls.get()).getMessage())
          + " whom you trust (--tls-ca FILE)? Does it speak TLS at all?";
    }
    if (!neverConnected(failure)) {
      return "The connection to %s ended without an answer. Is that a Ringfence server, and does it"
              .formatted(server)
          + " speak TLS (--tls, or --tls-ca FILE)?";
    }
    return "Can't reach a Ringfence server at " + server + ". " + WHERE_A_SERVER_IS;
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
          .append(asTyped(violation.getField() + ' ' + violation.getDescription()));
    }
    return lines.toString();
  }

  /** The server speaks of fields; whoever types knows some of them as options of another name. */
  private static String asTyped(String violation) {
    return violation
        .replace("filled_amount", "--cash")
        .replace("fill_price", "--price")
        .replace("time_to_live", "--ttl");
  }

  /** The server's own, as others may have reasons that sound alike; none that is not known here. */
  private static Optional<ErrorReason> reason(com.google.rpc.Status details) {
    if (details == null) {
      return Optional.empty();
    }
    ErrorInfo info = unpack(details, ErrorInfo.class, ErrorInfo.getDefaultInstance());
    return Arrays.stream(ErrorReason.values())
        .filter(
            reason ->
                info.getDomain().equals(ErrorReason.DOMAIN)
                    && info.getReason().equals(reason.name()))
        .findAny();
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
