package dev.ringfence.gateway.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * Refuses messages that can't be read. Left to itself, gRPC takes them for a defect of the service:
 * it tells the caller UNKNOWN, which for this API means that something may have been done, and logs
 * a stack trace for each.
 */
final class ReadableMessages implements ServerInterceptor {
  private ReadableMessages() {}

  /** The same service, for callers who may send anything. */
  static ServerServiceDefinition only(ServerServiceDefinition service) {
    // As streams of bytes, so that they are parsed within the call of this listener.
    return ServerInterceptors.intercept(
        ServerInterceptors.useInputStreamMessages(service), new ReadableMessages());
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      private boolean refused;

      @Override
      public void onMessage(Q message) {
        if (refused) {
          return;
        }
        try {
          super.onMessage(message);
        } catch (StatusRuntimeException failure) {
          ErrorReason reason = reason(failure);
          if (reason == null) {
            throw failure;
          }
          refused = true;
          CallError error = CallError.of(reason);
          call.close(error.getStatus(), error.getTrailers());
        }
      }

      @Override
      public void onHalfClose() {
        if (!refused) {
          super.onHalfClose();
        }
      }
    };
  }

  /** Null for what has nothing to do with reading. */
  private static ErrorReason reason(StatusRuntimeException failure) {
    if (failure.getCause() instanceof InvalidProtocolBufferException) {
      return ErrorReason.UNREADABLE_REQUEST;
    }
    // Only unpacking finds it so late; what is too large as it comes never gets here.
    return failure.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED
        ? ErrorReason.REQUEST_TOO_LARGE
        : null;
  }
}
