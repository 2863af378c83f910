package dev.ringfence.gateway.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.ringfence.gateway.validation.Violation;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * An error with its details, as gRPC carries it to the caller. It has no stack trace: errors come
 * by the ten thousand when there is overload, and tell nothing about the code.
 */
final class CallError extends StatusRuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Metadata.Key<Status> DETAILS_KEY =
      Metadata.Key.of(
          "grpc-status-details-bin", ProtoUtils.metadataMarshaller(Status.getDefaultInstance()));

  private static final Map<ErrorReason, Status> STATUSES = new EnumMap<>(ErrorReason.class);

  static {
    for (ErrorReason reason : ErrorReason.values()) {
      STATUSES.put(reason, status(reason));
    }
  }

  private CallError(io.grpc.Status status, Metadata trailers) {
    super(status, trailers);
  }

  static CallError of(ErrorReason reason) {
    return of(reason, STATUSES.get(reason));
  }

  static CallError invalid(List<Violation> violations) {
    BadRequest.Builder badRequest = BadRequest.newBuilder();
    for (Violation violation : violations) {
      badRequest.addFieldViolations(
          BadRequest.FieldViolation.newBuilder()
              .setField(violation.field())
              .setDescription(violation.description()));
    }
    Violation first = violations.getFirst();
    Status status =
        STATUSES.get(ErrorReason.INVALID_REQUEST).toBuilder()
            .setMessage(first.field() + " " + first.description())
            .addDetails(Any.pack(badRequest.build()))
            .build();
    return of(ErrorReason.INVALID_REQUEST, status);
  }

  private static CallError of(ErrorReason reason, Status details) {
    RefusalLog.SHARED.count(reason.name());
    Refusals.count(reason);
    Metadata trailers = new Metadata();
    trailers.put(DETAILS_KEY, details);
    return new CallError(reason.code().toStatus().withDescription(details.getMessage()), trailers);
  }

  private static Status status(ErrorReason reason) {
    Status.Builder status =
        Status.newBuilder()
            .setCode(reason.code().value())
            .setMessage(reason.message())
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setDomain(ErrorReason.DOMAIN)
                        .setReason(reason.name())
                        .build()));
    if (reason.retryAfterMillis() > 0) {
      status.addDetails(
          Any.pack(
              RetryInfo.newBuilder()
                  .setRetryDelay(Durations.fromMillis(reason.retryAfterMillis()))
                  .build()));
    }
    return status.build();
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
