package dev.ringfence.client;

import dev.ringfence.api.v1.SessionAnswer;
import dev.ringfence.api.v1.SessionRequest;
import dev.ringfence.api.v1.SessionResponse;
import dev.ringfence.api.v1.SessionServiceGrpc.SessionServiceStub;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** One gRPC stream. What happens on it is told on the dispatcher's thread. */
final class SessionStream implements ClientResponseObserver<SessionRequest, SessionResponse> {
  /** What a stream tells. */
  interface Listener {
    void onReady(SessionStream stream);

    void onAnswers(List<SessionAnswer> answers);

    void onEnd(SessionStream stream, Throwable cause);
  }

  private final Executor thread;
  private final Listener listener;
  private ClientCallStreamObserver<SessionRequest> requests;

  private SessionStream(Executor thread, Listener listener) {
    this.thread = thread;
    this.listener = listener;
  }

  static SessionStream open(SessionServiceStub stub, Executor thread, Listener listener) {
    SessionStream stream = new SessionStream(thread, listener);
    stub.session(stream);
    return stream;
  }

  /** Also false until there is a connection, so that nothing is sent into the void. */
  boolean isReady() {
    return requests.isReady();
  }

  void send(SessionRequest request) {
    requests.onNext(request);
  }

  void close() {
    requests.cancel("The client is closed", null);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<SessionRequest> stream) {
    requests = stream;
    stream.setOnReadyHandler(() -> tell(() -> listener.onReady(this)));
  }

  @Override
  public void onNext(SessionResponse response) {
    tell(() -> listener.onAnswers(response.getAnswersList()));
  }

  @Override
  public void onError(Throwable failure) {
    tell(() -> listener.onEnd(this, failure));
  }

  @Override
  public void onCompleted() {
    onError(Status.UNAVAILABLE.withDescription("The server has closed it").asRuntimeException());
  }

  private void tell(Runnable event) {
    try {
      thread.execute(event);
    } catch (RejectedExecutionException closed) {
      // The client is closed, and nobody waits for this any more.
    }
  }
}
