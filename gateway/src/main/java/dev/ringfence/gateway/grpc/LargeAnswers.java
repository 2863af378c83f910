package dev.ringfence.gateway.grpc;

import dev.ringfence.gateway.admission.ClientPlaces;
import dev.ringfence.gateway.identity.Caller;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * How many calls with large answers there may be at once. Each counts until its answer was read or
 * its caller has gone: what was answered and is not read stays in memory, and can't be taken back.
 */
final class LargeAnswers {
  private static final int MOST = 256;
  private static final int MOST_PER_CLIENT = 128;

  private final ClientPlaces places = new ClientPlaces(MOST, MOST_PER_CLIENT);

  /** Counts a call until it is over; only within the call. False if there is no room for it. */
  boolean admit(Caller caller, StreamObserver<?> observer) {
    String client = caller.name();
    if (!places.tryTake(client)) {
      return false;
    }
    Future<?> limit = limit();
    Runnable end =
        () -> {
          limit.cancel(false);
          places.leave(client);
        };
    ServerCallStreamObserver<?> call = (ServerCallStreamObserver<?>) observer;
    // One of both comes, once.
    call.setOnCloseHandler(end);
    call.setOnCancelHandler(end);
    return true;
  }

  /** Whoever calls from within this process, over HTTP, has a limit there. */
  private static Future<?> limit() {
    UnfinishedRequest request = UnfinishedRequest.current();
    return request == null || request.connection() == null
        ? CompletableFuture.completedFuture(null)
        : request.connection().closeUnlessAnswerIsRead();
  }
}
