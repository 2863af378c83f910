package dev.ringfence.client;

import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceImplBase;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.GetOutcomeResponse;
import dev.ringfence.api.v1.ListReservationsRequest;
import dev.ringfence.api.v1.ListReservationsResponse;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Problem;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.api.v1.SessionAnswer;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.api.v1.SessionRequest;
import dev.ringfence.api.v1.SessionResponse;
import dev.ringfence.api.v1.SessionServiceGrpc.SessionServiceImplBase;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A real gRPC server that does each request id once, finds nothing, and fails on demand. */
final class FaultyServer extends SessionServiceImplBase implements AutoCloseable {
  /** What happens to one command. */
  enum Fate {
    /** It is done and answered. */
    ANSWERED,
    /** It is done, but the stream breaks before its answer. */
    DONE_THEN_CUT,
    /** The stream breaks before it is done. */
    CUT,
    /** It is done, and never answered. */
    DONE_IN_SILENCE,
    /** Nothing happens at all. */
    SWALLOWED
  }

  private static final int MAX_MESSAGE_BYTES = 256 * 1024;

  private final Server server;
  private final List<String> shown = new ArrayList<>();
  private final List<StreamObserver<SessionResponse>> open = new ArrayList<>();
  private final List<SessionCommand> seen = new ArrayList<>();
  private final List<Long> seenNanos = new ArrayList<>();
  private final Map<String, CommandResult> done = new LinkedHashMap<>();
  private final List<Long> streamNanos = new ArrayList<>();
  private Function<SessionCommand, Fate> fates = command -> Fate.ANSWERED;
  private Function<SessionCommand, Problem> problems = command -> null;
  private RuntimeException refusal;
  private RuntimeException cut = Status.UNAVAILABLE.withDescription("cut").asRuntimeException();

  FaultyServer() throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .addService(ServerInterceptors.intercept(this, new ShownTokens()))
            .addService(new Lists())
            .build()
            .start();
  }

  /** Two orders are held in every account, and a page has room for one. */
  private static final class Lists extends AccountServiceImplBase {
    @Override
    public void listReservations(
        ListReservationsRequest request, StreamObserver<ListReservationsResponse> observer) {
      long number = request.getAfterSequence() + 1;
      observer.onNext(
          ListReservationsResponse.newBuilder()
              .addReservations(Reservation.newBuilder().setOrderId("held-" + number))
              .setNextAfterSequence(number < 2 ? number : 0)
              .build());
      observer.onCompleted();
    }
  }

  /** Notes what each stream shows. */
  private final class ShownTokens implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
        ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
      synchronized (FaultyServer.this) {
        shown.add(String.valueOf(headers.get(AUTHORIZATION)));
      }
      return next.startCall(call, headers);
    }
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  ClientConfig config() {
    return ClientConfig.to(address());
  }

  synchronized List<String> shown() {
    return List.copyOf(shown);
  }

  /** Ends all that are open. */
  synchronized void endStreams(RuntimeException end) {
    open.forEach(stream -> stream.onError(end));
    open.clear();
  }

  synchronized void decideFates(Function<SessionCommand, Fate> next) {
    fates = next;
  }

  /** Null means that there is none. */
  synchronized void haveProblems(Function<SessionCommand, Problem> next) {
    problems = next;
  }

  synchronized void refuseStreams(RuntimeException next) {
    refusal = next;
  }

  /** How a stream ends that is cut. */
  synchronized void cutWith(RuntimeException next) {
    cut = next;
  }

  synchronized List<SessionCommand> seen() {
    return List.copyOf(seen);
  }

  synchronized List<Long> seenNanos() {
    return List.copyOf(seenNanos);
  }

  /** The request ids of all that was done, in the order in which it was. */
  synchronized List<String> done() {
    return List.copyOf(done.keySet());
  }

  synchronized int streams() {
    return streamNanos.size();
  }

  /** When each was opened. */
  synchronized List<Long> streamNanos() {
    return List.copyOf(streamNanos);
  }

  @Override
  public synchronized StreamObserver<SessionRequest> session(
      StreamObserver<SessionResponse> responses) {
    streamNanos.add(System.nanoTime());
    if (refusal != null) {
      responses.onError(refusal);
    } else {
      open.add(responses);
    }
    return new StreamObserver<>() {
      private boolean over = refusal != null;

      @Override
      public void onNext(SessionRequest request) {
        synchronized (FaultyServer.this) {
          for (SessionCommand command : request.getCommandsList()) {
            if (!over) {
              over = !take(command, responses);
            }
          }
        }
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onCompleted() {
        responses.onCompleted();
      }
    };
  }

  /**
   * It is gone when this returns: until its connections are, it would still do what it is asked.
   */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The server does not end");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** False when the stream was cut. */
  private boolean take(SessionCommand command, StreamObserver<SessionResponse> responses) {
    seen.add(command);
    seenNanos.add(System.nanoTime());
    SessionAnswer.Builder answer =
        SessionAnswer.newBuilder().setCorrelationId(command.getCorrelationId());
    Problem problem = problems.apply(command);
    if (problem != null) {
      send(responses, answer.setProblem(problem));
      return true;
    }
    switch (fates.apply(command)) {
      case ANSWERED -> send(responses, answer(command, answer));
      case DONE_IN_SILENCE -> answer(command, answer);
      case DONE_THEN_CUT -> {
        answer(command, answer);
        responses.onError(cut);
        return false;
      }
      case CUT -> {
        responses.onError(cut);
        return false;
      }
      case SWALLOWED -> {}
    }
    return true;
  }

  private SessionAnswer.Builder answer(SessionCommand command, SessionAnswer.Builder answer) {
    if (command.hasGetOutcome()) {
      CommandResult known = done.get(command.getGetOutcome().getRequestId());
      GetOutcomeResponse.Builder outcome = GetOutcomeResponse.newBuilder().setFound(known != null);
      if (known != null) {
        outcome.setResult(known.toBuilder().setReplayed(true));
      }
      return answer.setOutcome(outcome);
    }
    String requestId = Requests.requestId(Requests.content(command));
    if (requestId.isEmpty()) {
      return answer.setResult(CommandResult.newBuilder().setOutcome(Outcome.OUTCOME_REJECTED));
    }
    CommandResult before = done.get(requestId);
    if (before != null) {
      return answer.setResult(before.toBuilder().setReplayed(true));
    }
    CommandResult result =
        CommandResult.newBuilder()
            .setOutcome(Outcome.OUTCOME_ACCEPTED)
            .setAccount(Account.newBuilder().setAccountId(Requests.accountId(command)))
            .build();
    done.put(requestId, result);
    return answer.setResult(result);
  }

  private static void send(
      StreamObserver<SessionResponse> responses, SessionAnswer.Builder answer) {
    responses.onNext(SessionResponse.newBuilder().addAnswers(answer).build());
  }
}
