package dev.ringfence.gateway.grpc;

import static dev.ringfence.gateway.grpc.WatchTest.assertEnd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.GetOutcomeRequest;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.SessionAnswer;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.api.v1.SessionRequest;
import dev.ringfence.api.v1.SessionServiceGrpc;
import dev.ringfence.api.v1.SessionServiceGrpc.SessionServiceBlockingStub;
import dev.ringfence.api.v1.SubmitBatchRequest;
import dev.ringfence.api.v1.SubmitBatchResponse;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.gateway.admission.ClientLimits;
import dev.ringfence.gateway.admission.ClientQuota;
import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Grant;
import dev.ringfence.gateway.identity.Identified;
import dev.ringfence.gateway.testing.FakeShard;
import dev.ringfence.gateway.testing.RefusalLines;
import dev.ringfence.gateway.testing.TestServer;
import dev.ringfence.localstack.testing.Until;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SessionTest {
  private static final int MAX_IN_FLIGHT = 2_000;

  /** Longer than any test, so that a machine which stands still for a while cuts nobody off. */
  private static final long PATIENCE_MILLIS = 3_600_000;

  private TestServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server = answering(new SessionConfig(1_024, 256, MAX_IN_FLIGHT, PATIENCE_MILLIS));
    channel = NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void shouldAnswerThousandsInOrderAndEndWhenTheClientHalfCloses() throws InterruptedException {
    SessionClient client = new SessionClient(channel);

    for (int message = 0; message < 100; message++) {
      SessionRequest.Builder request = SessionRequest.newBuilder();
      for (int index = 0; index < 100; index++) {
        request.addCommands(reserve(message * 100 + index, 42, "5"));
      }
      client.send(request.build());
    }
    client.halfClose();

    assertEquals(Status.Code.OK, client.awaitEnd().getCode());
    assertEquals(LongStream.range(0, 10_000).boxed().toList(), client.correlationIds());
    assertEquals(42, client.answers().getFirst().getResult().getAccount().getAccountId());
  }

  @Test
  void shouldTellWhatIsWrongWithOneCommandAndGoOn() throws InterruptedException {
    SessionClient client = new SessionClient(channel);

    client.send(reserve(1, 42, "-5"), SessionCommand.newBuilder().setCorrelationId(2).build());
    client.send(reserve(3, 42, "5").toBuilder().setTimeoutMillis(600_001).build());
    client.send(reserve(4, 42, "5"));

    List<SessionAnswer> answers = client.awaitAnswers(4);
    assertProblem("INVALID_ARGUMENT INVALID_REQUEST", answers.get(0));
    assertEquals("amount", answers.get(0).getProblem().getViolations(0).getField());
    assertEquals("command", answers.get(1).getProblem().getViolations(0).getField());
    assertEquals("timeout_millis", answers.get(2).getProblem().getViolations(0).getField());
    assertTrue(answers.get(3).hasResult());
    assertEquals(1, server.shard().published());
  }

  @Test
  void shouldRefuseEachCommandByItselfWhenTheRingIsFull() throws InterruptedException {
    SessionClient client = new SessionClient(channel);
    server.shard().admit(Admission.FULL);
    client.send(reserve(1, 42, "5"), reserve(2, 43, "5"));
    List<SessionAnswer> refused = client.awaitAnswers(2);
    server.shard().admit(Admission.ADMITTED);

    client.send(reserve(3, 42, "5"));

    assertProblem("RESOURCE_EXHAUSTED SHARD_BUSY", refused.get(0));
    assertEquals(50, refused.get(1).getProblem().getRetryAfterMillis());
    assertTrue(client.awaitAnswers(3).getLast().hasResult());
  }

  @Test
  void shouldAnswerTheOthersWhenACommandMeetsAnErrorOnItsWayIntoTheRing()
      throws InterruptedException {
    SessionClient client = new SessionClient(channel);
    server.shard().throwAtOnce(new StackOverflowError("as if"));
    client.send(reserve(1, 42, "5"));
    List<SessionAnswer> failed = client.awaitAnswers(1);
    server.shard().throwAtOnce(null);

    client.send(reserve(2, 42, "5"));

    assertProblem("INTERNAL INTERNAL", failed.getFirst());
    assertTrue(client.awaitAnswers(2).getLast().hasResult());
  }

  @Test
  void shouldGiveEachCommandItsOwnDeadline() throws Exception {
    Queue<Command> held = new ConcurrentLinkedQueue<>();
    server.shard().behave(held::add);
    SessionClient client = new SessionClient(channel);

    client.send(reserve(1, 42, "5").toBuilder().setTimeoutMillis(70).build(), reserve(2, 42, "5"));
    awaitPublished(2);
    server.shard().run(() -> {}).join();

    Command limited = held.remove();
    assertEquals(70_000_000, limited.deadlineNanos() - limited.receivedNanos());
    assertEquals(0, held.remove().deadlineNanos());
  }

  @Test
  void shouldAnswerReadsAndOutcomesToo() throws InterruptedException {
    SessionClient client = new SessionClient(channel);
    server
        .shard()
        .answerWith(
            command -> TestServer.fillAccount(command.answer().accepted(true).replayed(true)));

    client.send(
        SessionCommand.newBuilder()
            .setGetAccount(GetAccountRequest.newBuilder().setAccountId(42))
            .build());
    client.send(
        SessionCommand.newBuilder()
            .setGetOutcome(GetOutcomeRequest.newBuilder().setAccountId(42).setRequestId("r1"))
            .build());

    List<SessionAnswer> answers = client.awaitAnswers(2);
    assertEquals("900", answers.getFirst().getResult().getAccount().getBalance());
    assertTrue(answers.getLast().getOutcome().getFound());
  }

  @Test
  void shouldReadNoFurtherThanMayBeInFlight() throws Exception {
    Queue<Command> held = new ConcurrentLinkedQueue<>();
    server.shard().behave(held::add);
    SessionClient client = new SessionClient(channel);
    SessionRequest.Builder thousand = SessionRequest.newBuilder();
    for (int index = 0; index < 1_000; index++) {
      thousand.addCommands(reserve(index, 42, "5"));
    }

    for (int message = 0; message < 4; message++) {
      client.send(thousand.build());
    }
    awaitPublished(MAX_IN_FLIGHT);
    SessionClient other = new SessionClient(channel);
    other.send(reserve(1, 43, "5"));
    awaitPublished(MAX_IN_FLIGHT + 1);
    // First of all, as what is answered lets the next message in.
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
    server.shard().run(() -> held.forEach(FakeShard::answer)).join();

    assertEquals(4_000, client.awaitAnswers(4_000).size());
    assertEquals(1, other.awaitAnswers(1).size());
  }

  @Test
  void shouldCutOffAClientThatReadsNothingAndServeTheOthers() throws Exception {
    SessionRequest.Builder thousand = SessionRequest.newBuilder();
    for (int index = 0; index < 1_000; index++) {
      thousand.addCommands(reserve(index, 42, "5"));
    }
    try (TestServer impatient = answering(new SessionConfig(1_024, 256, MAX_IN_FLIGHT, 300))) {
      ManagedChannel narrow =
          NettyChannelBuilder.forTarget(impatient.address())
              .usePlaintext()
              .flowControlWindow(64 * 1024)
              .build();
      SessionClient deaf = SessionClient.deaf(narrow);
      for (int message = 0; message < 40; message++) {
        deaf.send(thousand.build());
      }
      awaitCutOff(impatient);
      int published = impatient.shard().published();
      ManagedChannel another =
          NettyChannelBuilder.forTarget(impatient.address()).usePlaintext().build();
      answered(new SessionClient(another));
      deaf.listen();

      assertEquals(Status.Code.ABORTED, deaf.awaitEnd().getCode());
      assertTrue(published < 20_000, "no more was read of it: " + published);
      assertTrue(deaf.answers().size() < published, "what had waited is dropped");
      narrow.shutdownNow();
      another.shutdownNow();
    }
  }

  @Test
  void shouldOutliveAClientThatGoesAway() throws Exception {
    Queue<Command> held = new ConcurrentLinkedQueue<>();
    server.shard().behave(held::add);
    SessionClient client = new SessionClient(channel);
    client.send(reserve(1, 42, "5"));
    awaitPublished(1);
    client.cancel();
    client.awaitEnd();

    server.shard().run(() -> held.forEach(FakeShard::answer)).join();
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
    SessionClient other = new SessionClient(channel);
    other.send(reserve(2, 42, "5"));

    assertEquals(2, other.awaitAnswers(1).getFirst().getCorrelationId());
  }

  @Test
  void shouldAnswerWhatItHasTakenBeforeItStops() throws Exception {
    Queue<Command> held = new ConcurrentLinkedQueue<>();
    server.shard().behave(held::add);
    SessionClient client = new SessionClient(channel);
    client.send(reserve(1, 42, "5"), reserve(2, 43, "5"));
    awaitPublished(2);

    server.stopSessions();
    server.shard().run(() -> held.forEach(FakeShard::answer)).join();

    Status end = client.awaitEnd();
    assertEquals(List.of(1L, 2L), client.correlationIds());
    assertEquals(Status.Code.UNAVAILABLE, end.getCode());
    assertEquals(2, StatusProto.fromThrowable(client.failure()).getDetailsCount());
  }

  @Test
  void shouldAnswerWhatItHasTakenBeforeItEndsForAMessageWithTooManyCommands() throws Exception {
    Queue<Command> held = new ConcurrentLinkedQueue<>();
    server.shard().behave(held::add);
    SessionClient client = new SessionClient(channel);
    SessionRequest.Builder tooMany = SessionRequest.newBuilder();
    for (int index = 0; index < 1_025; index++) {
      tooMany.addCommands(reserve(index, 42, "5"));
    }

    client.send(reserve(1, 42, "5"), reserve(2, 43, "5"));
    client.send(tooMany.build());
    awaitHeard(3);
    server.shard().run(() -> held.forEach(FakeShard::answer)).join();

    assertEnd("INVALID_ARGUMENT INVALID_REQUEST", client.awaitFailure());
    assertEquals(List.of(1L, 2L), client.correlationIds());
  }

  @Test
  void shouldNotEndWellWhenItStoppedBeforeItHeardAll() throws Exception {
    Queue<Command> held = new ConcurrentLinkedQueue<>();
    server.shard().behave(held::add);
    SessionClient client = new SessionClient(channel);
    client.send(reserve(1, 42, "5"));
    awaitPublished(1);

    server.stopSessions();
    client.send(reserve(2, 42, "5"));
    client.halfClose();
    awaitHeard(2);
    server.shard().run(() -> held.forEach(FakeShard::answer)).join();

    assertEnd("UNAVAILABLE SERVER_STOPPING", client.awaitFailure());
    assertEquals(List.of(1L), client.correlationIds());
  }

  @Test
  void shouldSweepTheOthersWhenOneMeetsAnError() throws Exception {
    AtomicBoolean later = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    Authenticator authenticator =
        credentials -> {
          // Whichever session is swept first; the other must be swept all the same.
          if (later.get() && asked.getAndIncrement() == 0) {
            throw new StackOverflowError("planned");
          }
          return later.get() ? Identified.Unknown.EXPIRED : new Identified.Known(Caller.EVERYBODY);
        };
    try (TestServer swept =
        new TestServer(authenticator, new SessionConfig(1_024, 256, MAX_IN_FLIGHT, 300))) {
      swept.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
      ManagedChannel toSwept =
          NettyChannelBuilder.forTarget(swept.address()).usePlaintext().build();
      SessionClient one = answered(new SessionClient(toSwept));
      SessionClient other = answered(new SessionClient(toSwept));

      later.set(true);

      assertEnd("UNAUTHENTICATED CREDENTIALS_EXPIRED", one.awaitFailure());
      assertEnd("UNAUTHENTICATED CREDENTIALS_EXPIRED", other.awaitFailure());
      toSwept.shutdownNow();
    }
  }

  @Test
  void shouldCountEachCommandAgainstTheLimitsOfItsClient() throws Exception {
    Queue<Command> held = new ConcurrentLinkedQueue<>();
    Caller caller =
        new Caller(
            "limited",
            List.of(Grant.ALL),
            false,
            new ClientQuota(new ClientLimits(0, 0, 2), System.nanoTime()));
    try (TestServer limited = new TestServer(credentials -> new Identified.Known(caller))) {
      limited.shard().behave(held::add);
      ManagedChannel toLimited =
          NettyChannelBuilder.forTarget(limited.address()).usePlaintext().build();
      SessionClient client = new SessionClient(toLimited);
      client.send(reserve(1, 42, "5"), reserve(2, 42, "5"), reserve(3, 42, "5"));
      SessionAnswer third = client.awaitAnswers(1).getFirst();
      limited.shard().run(() -> held.forEach(FakeShard::answer)).join();
      client.awaitAnswers(3);
      client.send(reserve(4, 42, "5"));
      while (limited.shard().published() < 3) {
        Thread.sleep(1);
      }
      toLimited.shutdownNow();

      assertEquals(3, third.getCorrelationId());
      assertProblem("RESOURCE_EXHAUSTED CLIENT_TOO_MANY", third);
    }
  }

  @Test
  void shouldRefuseMoreSessionsOfAClientThanMayBeOpen() throws Exception {
    SessionConfig two = new SessionConfig(1_024, 2, MAX_IN_FLIGHT, PATIENCE_MILLIS);
    try (TestServer crowded = answering(two)) {
      ManagedChannel toCrowded =
          NettyChannelBuilder.forTarget(crowded.address()).usePlaintext().build();
      SessionClient first = answered(new SessionClient(toCrowded));
      answered(new SessionClient(toCrowded));

      SessionClient third = new SessionClient(toCrowded);
      assertEnd("RESOURCE_EXHAUSTED TOO_MANY_SESSIONS", third.awaitFailure());

      first.halfClose();
      assertEquals(Status.Code.OK, first.awaitEnd().getCode());
      answered(new SessionClient(toCrowded));
      toCrowded.shutdownNow();
    }
  }

  private static SessionClient answered(SessionClient client) throws InterruptedException {
    client.send(reserve(1, 42, "5"));
    client.awaitAnswers(1);
    return client;
  }

  @Test
  void shouldLogWhatIsRefusedInSessionsAndBatches() throws Exception {
    SessionServiceBlockingStub stub = SessionServiceGrpc.newBlockingStub(channel);
    SubmitBatchRequest ofNothing =
        SubmitBatchRequest.newBuilder().addCommands(SessionCommand.getDefaultInstance()).build();
    SessionClient client = new SessionClient(channel);
    AtomicInteger sent = new AtomicInteger();
    server.shard().admit(Admission.OUTBOX_FULL);

    try (RefusalLines lines = new RefusalLines()) {
      lines.awaitLineOf("INVALID_REQUEST", () -> stub.submitBatch(ofNothing));
      lines.awaitLineOf(
          "OUTBOX_FULL",
          () -> {
            client.send(reserve(1, 42, "5"));
            return client.awaitAnswers(sent.incrementAndGet());
          });
    }
  }

  @Test
  void shouldLeaveRoomForOthersWhenAClientReadsNoneOfItsBatches() throws Exception {
    SubmitBatchRequest.Builder batch = SubmitBatchRequest.newBuilder();
    for (int index = 0; index < 100; index++) {
      batch.addCommands(reserve(index, 42, "5"));
    }
    SubmitBatchRequest small =
        SubmitBatchRequest.newBuilder().addCommands(reserve(1, 42, "5")).build();
    SessionServiceBlockingStub stub = SessionServiceGrpc.newBlockingStub(channel);
    ManagedChannel deaf = DeafCalls.connect(server);

    DeafCalls.make(deaf, SessionServiceGrpc.getSubmitBatchMethod(), batch.build(), 128);
    Until.holds("they are under way", () -> server.shard().published() == 12_800);
    StatusRuntimeException refusal =
        assertThrows(StatusRuntimeException.class, () -> stub.submitBatch(small));
    deaf.shutdownNow();

    assertEnd("RESOURCE_EXHAUSTED CLIENT_TOO_MANY", refusal);
    Until.holds("who has gone leaves room", () -> isAnswered(stub, small));
  }

  private static boolean isAnswered(SessionServiceBlockingStub stub, SubmitBatchRequest batch) {
    try {
      return stub.submitBatch(batch).getAnswersCount() > 0;
    } catch (StatusRuntimeException tooMany) {
      return false;
    }
  }

  @Test
  void shouldAnswerABatchInItsOrderEachCommandByItself() {
    SubmitBatchResponse response =
        SessionServiceGrpc.newBlockingStub(channel)
            .submitBatch(
                SubmitBatchRequest.newBuilder()
                    .addCommands(reserve(7, 42, "5"))
                    .addCommands(reserve(8, 42, "nonsense"))
                    .addCommands(reserve(9, 43, "5"))
                    .build());

    assertEquals(
        List.of(7L, 8L, 9L),
        response.getAnswersList().stream().map(SessionAnswer::getCorrelationId).toList());
    assertTrue(response.getAnswers(0).hasResult());
    assertProblem("INVALID_ARGUMENT INVALID_REQUEST", response.getAnswers(1));
    assertTrue(response.getAnswers(2).hasResult());
  }

  @Test
  void shouldDropOfABatchWhatNobodyWaitsForAnyMore() {
    Queue<Long> leftMillis = keepTimesLeft();

    var _ =
        SessionServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(20, TimeUnit.SECONDS)
            .submitBatch(
                SubmitBatchRequest.newBuilder()
                    .addCommands(reserve(1, 42, "5"))
                    .addCommands(reserve(2, 42, "5").toBuilder().setTimeoutMillis(600_000))
                    .addCommands(reserve(3, 42, "5").toBuilder().setTimeoutMillis(10_000))
                    .build());

    List<Long> left = List.copyOf(leftMillis);
    assertTrue(left.get(0) > 10_000 && left.get(0) <= 20_000, "the call's: " + left);
    assertTrue(left.get(1) > 10_000 && left.get(1) <= 20_000, "the call's, sooner: " + left);
    assertTrue(left.get(2) >= 0 && left.get(2) <= 10_000, "its own, sooner: " + left);
  }

  @Test
  void shouldDropOfASessionWhatComesAfterItsDeadline() throws Exception {
    Queue<Long> leftMillis = keepTimesLeft();
    SessionClient client = SessionClient.within(channel, Duration.ofSeconds(20));

    client.send(
        reserve(1, 42, "5"), reserve(2, 42, "5").toBuilder().setTimeoutMillis(10_000).build());
    client.awaitAnswers(2);

    List<Long> left = List.copyOf(leftMillis);
    assertTrue(left.get(0) > 0 && left.get(0) <= 20_000, "the session's: " + left);
    assertTrue(left.get(1) > 0 && left.get(1) <= 10_000, "its own, sooner: " + left);
  }

  /** How long each command has until its deadline when it is decided; -1 for no deadline. */
  private Queue<Long> keepTimesLeft() {
    Queue<Long> leftMillis = new ConcurrentLinkedQueue<>();
    server
        .shard()
        .answerWith(
            command -> {
              long leftNanos = command.deadlineNanos() - System.nanoTime();
              leftMillis.add(
                  command.deadlineNanos() == 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(leftNanos));
              TestServer.fillAccount(command.answer().accepted(true));
            });
    return leftMillis;
  }

  /** Until the one session that was opened is open no longer. */
  private static void awaitCutOff(TestServer server) throws Exception {
    Until.holds(
        "the session is cut off",
        () -> server.shard().published() > 0 && server.sessions().openSessions() == 0);
  }

  private static TestServer answering(SessionConfig config) throws IOException {
    TestServer server = new TestServer(Authenticator.OPEN, config);
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
    return server;
  }

  /**
   * Until the server has heard all that was sent on the connection, with one more for the shard.
   */
  private void awaitHeard(int published) throws Exception {
    var _ =
        AccountServiceGrpc.newFutureStub(channel)
            .getAccount(GetAccountRequest.newBuilder().setAccountId(42).build());
    awaitPublished(published);
  }

  private void awaitPublished(int count) throws Exception {
    Until.holds(count + " are with the shard", () -> server.shard().published() >= count);
    assertEquals(count, server.shard().published());
  }

  private static void assertProblem(String codeAndReason, SessionAnswer answer) {
    assertEquals(
        codeAndReason, answer.getProblem().getCode() + " " + answer.getProblem().getReason());
  }

  private static SessionCommand reserve(long correlationId, long accountId, String amount) {
    return SessionCommand.newBuilder()
        .setCorrelationId(correlationId)
        .setReserve(
            ReserveRequest.newBuilder()
                .setAccountId(accountId)
                .setRequestId("request-" + correlationId)
                .setOrderId("order-" + correlationId)
                .setAmount(amount))
        .build();
  }
}
