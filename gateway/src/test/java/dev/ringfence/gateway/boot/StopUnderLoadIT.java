package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceStub;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.DepositResponse;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.SessionAnswer;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.api.v1.SessionRequest;
import dev.ringfence.api.v1.SessionResponse;
import dev.ringfence.api.v1.SessionServiceGrpc;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to a real process under load: it ends soon, in order, and nothing it said is lost. */
@Timeout(240)
final class StopUnderLoadIT {
  private static final Duration PROMISED = Duration.ofSeconds(10);
  private static final int PER_SECOND = 500;
  private static final int ENOUGH = 500;

  /**
   * On a machine that is too slow for the rate, what is too much is left out: of each kind, so that
   * no shard has as many to do as it always takes, and RESOURCE_EXHAUSTED would be a defect.
   */
  private static final int MOST_UNANSWERED = 400;

  private static final int ACCOUNTS = 20;
  private static final int UNREAD_COMMANDS = 3_000;
  private static final long DEADLINE_SECONDS = 60;

  private final PostgresBackend postgres = Backends.freshDatabase();
  private final Answers unary = new Answers();
  private final Answers session = new Answers();
  private final Answers idleSession = new Answers();
  private final List<ManagedChannel> channels = new ArrayList<>();

  @TempDir private Path folder;
  private volatile boolean stopped;
  private volatile boolean sessionOver;

  @AfterEach
  void close() {
    stopped = true;
    channels.forEach(ManagedChannel::shutdownNow);
  }

  @Test
  void shouldEndInTimeAndKeepWhatItSaidWhenToldToStopUnderLoad() throws Exception {
    try (ServeProcess server = ServeProcess.start(folder, settings())) {
      openAccounts(channel(server));
      StreamObserver<SessionRequest> sender =
          openSession(channel(server), session, () -> sessionOver = true);
      StreamObserver<SessionRequest> idle = openSession(channel(server), idleSession, () -> {});
      neverRead(channel(server));
      awaitOnRecord(UNREAD_COMMANDS);
      watchHealth(channel(server));
      AccountServiceStub stub = AccountServiceGrpc.newStub(channel(server));
      Thread load = Thread.ofPlatform().start(() -> offer(stub, sender));
      while (unary.acknowledged.size() < ENOUGH || session.acknowledged.size() < ENOUGH) {
        assertTrue(load.isAlive(), "the load ended: " + unary + "; " + session);
        Thread.sleep(Duration.ofMillis(5));
      }

      long askedNanos = System.nanoTime();
      server.terminate();
      OptionalInt exitCode = server.awaitEnd(PROMISED.multipliedBy(3));
      long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - askedNanos);
      stopped = true;
      load.join();
      idle.onCompleted();
      channels.forEach(ManagedChannel::shutdown);
      for (ManagedChannel channel : channels) {
        assertTrue(channel.awaitTermination(DEADLINE_SECONDS, TimeUnit.SECONDS), "open calls");
      }

      System.out.printf(
          "SIGTERM: ended after %,d ms; unary: %s; session: %s%n", tookMillis, unary, session);
      assertEquals(OptionalInt.of(0), exitCode);
      assertTrue(tookMillis <= PROMISED.toMillis(), "it took " + tookMillis + " ms");
      assertEquals(List.of(), List.copyOf(unary.wrong));
      assertEquals(List.of(), List.copyOf(session.wrong));
      assertEquals(List.of("SERVER_STOPPING"), List.copyOf(session.ends));
      assertEquals(List.of("SERVER_STOPPING"), List.copyOf(idleSession.ends));
      Set<String> onRecord = requestIdsOnRecord();
      assertTrue(onRecord.containsAll(unary.acknowledged), "a unary acknowledgement is lost");
      assertTrue(onRecord.containsAll(session.acknowledged), "one of a session is lost");
      assertEquals(Set.of(), doneAndCutOff(onRecord), "done, and cut off without an answer");
      assertTrue(wereCutOffLast(), "served again after calls were cut off: " + unary);
    }
  }

  private Map<String, String> settings() {
    return Map.ofEntries(
        Map.entry("RINGFENCE_NODE_NAME", "stop-under-load"),
        Map.entry("RINGFENCE_SHARDS", "2"),
        Map.entry("RINGFENCE_DATABASE_URL", postgres.jdbcUrl().replaceFirst("\\?.*", "")),
        Map.entry("RINGFENCE_DATABASE_USER", postgres.user()),
        Map.entry("RINGFENCE_DATABASE_PASSWORD", postgres.password()),
        Map.entry("RINGFENCE_KAFKA_BOOTSTRAP_SERVERS", Backends.kafkaBootstrapServers()),
        Map.entry("RINGFENCE_KAFKA_TOPIC_REPLICATION_FACTOR", "1"),
        Map.entry("RINGFENCE_REDIS_URL", Backends.redisUri()),
        Map.entry("RINGFENCE_GRPC_HOST", "127.0.0.1"),
        Map.entry("RINGFENCE_GRPC_PORT", "0"),
        Map.entry("RINGFENCE_HTTP_PORT", "0"),
        Map.entry("RINGFENCE_REHEARSAL_MILLIS", "0"));
  }

  private ManagedChannel channel(ServeProcess server) {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(server.address()).usePlaintext().disableRetry().build();
    channels.add(channel);
    return channel;
  }

  private static void openAccounts(ManagedChannel channel) {
    for (long accountId = 1; accountId <= ACCOUNTS; accountId++) {
      var _ =
          AccountServiceGrpc.newBlockingStub(channel)
              .openAccount(
                  OpenAccountRequest.newBuilder()
                      .setAccountId(accountId)
                      .setRequestId("open")
                      .setCurrency("USD")
                      .build());
    }
  }

  /** Both at the same rate, whatever becomes of the answers, until the server is gone. */
  private void offer(AccountServiceStub stub, StreamObserver<SessionRequest> sender) {
    long startNanos = System.nanoTime();
    long pauseNanos = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
    int number = 0;
    for (long slot = 0; !stopped; slot++) {
      LockSupport.parkNanos(startNanos + slot * pauseNanos - System.nanoTime());
      if (number - unary.ended() > MOST_UNANSWERED
          || (!sessionOver && number - session.ended() > MOST_UNANSWERED)) {
        continue;
      }
      number++;
      DepositRequest request = deposit("u-" + number, number);
      stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
          .deposit(request, new UnaryAnswer(request.getRequestId()));
      try {
        sender.onNext(command(number, deposit("s-" + number, number)));
      } catch (IllegalStateException _) {
        // The session has ended; that was told.
      }
    }
  }

  private static DepositRequest deposit(String requestId, int number) {
    return DepositRequest.newBuilder()
        .setAccountId(1 + number % ACCOUNTS)
        .setRequestId(requestId)
        .setAmount("1")
        .build();
  }

  private static SessionRequest command(int number, DepositRequest deposit) {
    return SessionRequest.newBuilder()
        .addCommands(SessionCommand.newBuilder().setCorrelationId(number).setDeposit(deposit))
        .build();
  }

  private static StreamObserver<SessionRequest> openSession(
      ManagedChannel channel, Answers answers, Runnable onEnd) {
    return SessionServiceGrpc.newStub(channel).session(new SessionAnswers(answers, onEnd));
  }

  /** Many commands, and not one answer is taken off the wire. */
  private static void neverRead(ManagedChannel channel) {
    StreamObserver<SessionRequest> sender =
        SessionServiceGrpc.newStub(channel).session(new DeafClient());
    for (int number = 0; number < UNREAD_COMMANDS; number++) {
      sender.onNext(command(number, deposit("n-" + number, number)));
    }
  }

  private static void watchHealth(ManagedChannel channel) {
    HealthGrpc.newStub(channel)
        .watch(
            HealthCheckRequest.getDefaultInstance(),
            new StreamObserver<HealthCheckResponse>() {
              @Override
              public void onNext(HealthCheckResponse response) {}

              @Override
              public void onError(Throwable failure) {}

              @Override
              public void onCompleted() {}
            });
  }

  /** So that they are not under way beside the load. */
  private void awaitOnRecord(int commands) throws Exception {
    long latestNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (requestIdsOnRecord().size() < commands) {
      assertTrue(System.nanoTime() - latestNanos < 0, "what nobody reads is not done");
      Thread.sleep(Duration.ofMillis(20));
    }
  }

  private Set<String> requestIdsOnRecord() throws Exception {
    Set<String> ids = new HashSet<>();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT request_id FROM ledger")) {
      while (rows.next()) {
        String id = rows.getString(1);
        assertTrue(ids.add(id) || id.equals("open"), "twice on record: " + id);
      }
    }
    return ids;
  }

  /** Who was not answered was not served: that comes after all that were under way are answered. */
  private Set<String> doneAndCutOff(Set<String> onRecord) {
    Set<String> both = new HashSet<>(unary.cutOff);
    both.retainAll(onRecord);
    return both;
  }

  /** The port is closed once, so calls are cut off from some one on. */
  private boolean wereCutOffLast() {
    int lastServed = unary.acknowledged.stream().mapToInt(StopUnderLoadIT::number).max().orElse(0);
    return unary.cutOff.stream().allMatch(id -> number(id) > lastServed);
  }

  private static int number(String requestId) {
    return Integer.parseInt(requestId.substring(requestId.indexOf('-') + 1));
  }

  private final class UnaryAnswer implements StreamObserver<DepositResponse> {
    private final String requestId;

    UnaryAnswer(String requestId) {
      this.requestId = requestId;
    }

    @Override
    public void onNext(DepositResponse response) {
      unary.answered(requestId, response.getResult());
    }

    @Override
    public void onError(Throwable failure) {
      unary.failed(requestId, failure);
    }

    @Override
    public void onCompleted() {
      // The answer came before.
    }
  }

  private record SessionAnswers(Answers answers, Runnable onEnd)
      implements StreamObserver<SessionResponse> {
    @Override
    public void onNext(SessionResponse response) {
      for (SessionAnswer answer : response.getAnswersList()) {
        String requestId = "s-" + answer.getCorrelationId();
        switch (answer.getAnswerCase()) {
          case RESULT -> answers.answered(requestId, answer.getResult());
          case PROBLEM -> answers.problem(requestId, answer.getProblem());
          case OUTCOME, ANSWER_NOT_SET -> answers.wrong.add(requestId + ": " + answer);
        }
      }
    }

    @Override
    public void onError(Throwable failure) {
      onEnd.run();
      answers.sessionEnded(failure);
    }

    @Override
    public void onCompleted() {
      // Only a session that its client has ended.
    }
  }

  private static final class DeafClient
      implements ClientResponseObserver<SessionRequest, SessionResponse> {
    @Override
    public void beforeStart(ClientCallStreamObserver<SessionRequest> stream) {
      stream.disableAutoRequestWithInitial(0);
    }

    @Override
    public void onNext(SessionResponse response) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
