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
import java.util.concurrent.TimeUnit;

/**
 * One gRPC stream. What happens on it is told on the dispatcher's thread, which alone asks it
 * anything. It is left when its server lives, but serves nothing of what it is asked.
 */
final class SessionStream implements ClientResponseObserver<SessionRequest, SessionResponse> {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What a stream tells. */
  interface Listener {
    void onReady(SessionStream stream);

    void onAnswers(SessionStream stream, List<SessionAnswer> answers);

    void onEnd(SessionStream stream, Throwable cause);
  }

  private final Executor thread;
  private final Listener listener;
  private final long openedNanos = System.nanoTime();
  private boolean connected;
  private ClientCallStreamObserver<SessionRequest> requests;
  private boolean answered;
  private boolean useless;
  private long uselessSinceNanos;
  private boolean left;
  private long leftSinceNanos;

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
    boolean ready = !left && requests.isReady();
    connected |= ready;
    return ready;
  }

  void send(SessionRequest request) {
    requests.onNext(request);
  }

  /** Any answer but "not serving" makes up for all before it. */
  void judge(List<SessionAnswer> answers, long nowNanos) {
    answered = true;
    for (SessionAnswer answer : answers) {
      boolean notServing = answer.getProblem().getReason().equals(Problems.SHARD_NOT_SERVING);
      if (notServing && !useless) {
        uselessSinceNanos = nowNanos;
      }
      useless = notServing;
    }
    if (useless && !left && nowNanos - uselessSinceNanos >= PATIENCE_NANOS) {
      left = true;
      leftSinceNanos = nowNanos;
      // What it was sent, it can still answer: then nobody has to wonder about that.
      requests.onCompleted();
    }
  }

  boolean isAnswered() {
    return answered;
  }

  boolean isLeft() {
    return left;
  }

  /** Whether it has never been ready for a command, for so long. */
  boolean isUnconnectedFor(long nanos, long nowNanos) {
    return !connected && !isReady() && nowNanos - openedNanos > nanos;
  }

  boolean isLeftFor(long nanos, long nowNanos) {
    return left && nowNanos - leftSinceNanos > nanos;
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
    tell(() -> listener.onAnswers(this, response.getAnswersList()));
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
