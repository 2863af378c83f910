package dev.ringfence.gateway.grpc;

import dev.ringfence.api.v1.SessionAnswer;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.api.v1.SessionRequest;
import dev.ringfence.api.v1.SessionResponse;
import dev.ringfence.api.v1.SessionServiceGrpc;
import dev.ringfence.api.v1.SessionServiceGrpc.SessionServiceStub;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A session from outside, which keeps all it is told. */
final class SessionClient implements ClientResponseObserver<SessionRequest, SessionResponse> {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(50);

  private final boolean listens;
  private final List<SessionAnswer> answers = new ArrayList<>();
  private ClientCallStreamObserver<SessionRequest> stream;
  private Throwable failure;
  private Status end;

  SessionClient(Channel channel) {
    this(SessionServiceGrpc.newStub(channel), true);
  }

  private SessionClient(SessionServiceStub stub, boolean listens) {
    this.listens = listens;
    var _ = stub.session(this);
  }

  /** Reads nothing until it is told to. */
  static SessionClient deaf(Channel channel) {
    return new SessionClient(SessionServiceGrpc.newStub(channel), false);
  }

  /** With a deadline of its own. */
  static SessionClient within(Channel channel, Duration deadline) {
    return new SessionClient(SessionServiceGrpc.newStub(channel).withDeadlineAfter(deadline), true);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<SessionRequest> requests) {
    stream = requests;
    if (!listens) {
      requests.disableAutoRequestWithInitial(0);
    }
  }

  void listen() {
    stream.request(Integer.MAX_VALUE);
  }

  void send(SessionCommand... commands) {
    send(SessionRequest.newBuilder().addAllCommands(Arrays.asList(commands)).build());
  }

  void send(SessionRequest request) {
    stream.onNext(request);
  }

  void halfClose() {
    stream.onCompleted();
  }

  void cancel() {
    stream.cancel("planned", null);
  }

  @Override
  public synchronized void onNext(SessionResponse response) {
    answers.addAll(response.getAnswersList());
    notifyAll();
  }

  @Override
  public synchronized void onError(Throwable cause) {
    failure = cause;
    end = Status.fromThrowable(cause);
    notifyAll();
  }

  @Override
  public synchronized void onCompleted() {
    end = Status.OK;
    notifyAll();
  }

  synchronized List<SessionAnswer> awaitAnswers(int count) throws InterruptedException {
    long latestNanos = System.nanoTime() + LIMIT_NANOS;
    while (answers.size() < count) {
      if (end != null || System.nanoTime() - latestNanos > 0) {
        throw new AssertionError(answers.size() + " of " + count + " answers came; end: " + end);
      }
      wait(100);
    }
    return List.copyOf(answers);
  }

  synchronized Status awaitEnd() throws InterruptedException {
    long latestNanos = System.nanoTime() + LIMIT_NANOS;
    while (end == null) {
      if (System.nanoTime() - latestNanos > 0) {
        throw new AssertionError("The stream did not end; answers: " + answers.size());
      }
      wait(100);
    }
    return end;
  }

  synchronized Throwable awaitFailure() throws InterruptedException {
    awaitEnd();
    return failure;
  }

  synchronized boolean hasEnded() {
    return end != null;
  }

  synchronized Throwable failure() {
    return failure;
  }

  synchronized List<SessionAnswer> answers() {
    return List.copyOf(answers);
  }

  synchronized List<Long> correlationIds() {
    return answers.stream().map(SessionAnswer::getCorrelationId).toList();
  }
}
