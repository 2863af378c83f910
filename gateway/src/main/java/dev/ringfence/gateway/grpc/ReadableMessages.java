package dev.ringfence.gateway.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses messages that can't be read, or are too large. Left to itself, gRPC takes the former for
 * a defect of the service: it tells the caller UNKNOWN, which for this API means that something may
 * have been done, and logs a stack trace for each. For the latter it gives no reason, so that it
 * only keeps the limit of {@link #most}. Also ends the calls of {@link UnfinishedRequests}.
 */
final class ReadableMessages implements ServerInterceptor {
  private static final Logger LOGGER = LoggerFactory.getLogger(ReadableMessages.class);

  private final int maxBytes;

  private ReadableMessages(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The same service, for callers who may send anything. */
  static ServerServiceDefinition only(ServerServiceDefinition service, int maxBytes) {
    // As streams of bytes, so that they are parsed within the call of this listener.
    return ServerInterceptors.intercept(
        ServerInterceptors.useInputStreamMessages(service), new ReadableMessages(maxBytes));
  }

  /** What gRPC has to let through, so that what is a little too large is told so here. */
  static int most(int maxBytes) {
    return 2 * maxBytes;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    UnfinishedRequest request = UnfinishedRequest.current();
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      private boolean refused;

      {
        if (request != null) {
          request.refuseWith(
              this::refuse, !call.getMethodDescriptor().getType().clientSendsOneMessage());
        }
      }

      @Override
      public void onMessage(Q message) {
        if (refused) {
          return;
        }
        try {
          int bytes = bytes((InputStream) message);
          if (bytes > maxBytes) {
            refuse(ErrorReason.REQUEST_TOO_LARGE);
          } else {
            if (request != null) {
              request.keep(bytes);
            }
            super.onMessage(message);
          }
        } catch (IOException broken) {
          refuse(ErrorReason.UNREADABLE_REQUEST);
        } catch (StatusRuntimeException failure) {
          if (!(failure.getCause() instanceof InvalidProtocolBufferException)) {
            throw failure;
          }
          refuse(ErrorReason.UNREADABLE_REQUEST);
        }
      }

      @Override
      public void onHalfClose() {
        if (request != null) {
          request.complete();
        }
        if (!refused) {
          super.onHalfClose();
        }
      }

      private void refuse(ErrorReason reason) {
        refused = true;
        CallError error = CallError.of(reason);
        try {
          call.close(error.getStatus(), error.getTrailers());
          // Or the service would hear of the end when its caller has read it, and perhaps never.
          super.onCancel();
        } catch (IllegalStateException closedBefore) {
          LOGGER.debug("A call was to be ended twice", closedBefore);
        }
      }
    };
  }

  /** How large it is unpacked. Where only reading tells, it is read no further than too far. */
  private int bytes(InputStream message) throws IOException {
    if (message instanceof KnownLength) {
      return message.available();
    }
    message.mark(maxBytes + 1);
    int bytes = message.readNBytes(maxBytes + 1).length;
    message.reset();
    return bytes;
  }
}
