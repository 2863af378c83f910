package dev.ringfence.gateway.grpc;

import dev.ringfence.gateway.admission.ClientPlaces;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;

/**
 * Lets only a few calls be open at once on a connection: for services that ask nobody who he is. A
 * stream of theirs lasts for as long as its caller likes and takes some 2 KB, so that a few hundred
 * connections with all the calls that they may have would take all memory.
 */
final class FewAtOnce implements ServerInterceptor {
  /** More than a caller has reason for, even where a proxy carries several on one connection. */
  static final int MOST_PER_CONNECTION = 64;

  private final ClientPlaces places = new ClientPlaces(Integer.MAX_VALUE, MOST_PER_CONNECTION);

  private FewAtOnce() {}

  /** The same service, for callers whom nobody knows. Outermost, as it counts how calls end. */
  static ServerServiceDefinition of(ServerServiceDefinition service) {
    return ServerInterceptors.intercept(service, new FewAtOnce());
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String connection = String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    if (!places.tryTake(connection)) {
      CallError error = CallError.of(ErrorReason.CLIENT_TOO_MANY);
      call.close(error.getStatus(), error.getTrailers());
      return new ServerCall.Listener<>() {};
    }
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      // One of both comes, once.
      @Override
      public void onComplete() {
        places.leave(connection);
        super.onComplete();
      }

      @Override
      public void onCancel() {
        places.leave(connection);
        super.onCancel();
      }
    };
  }
}
