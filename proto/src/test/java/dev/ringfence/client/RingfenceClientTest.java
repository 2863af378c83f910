package dev.ringfence.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.GetOutcomeRequest;
import dev.ringfence.api.v1.Problem;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.client.FaultyServer.Fate;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class RingfenceClientTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  /** For calls that are to run out of time, once there is a connection. */
  private static final Duration BRIEF = Duration.ofMillis(1_500);

  private static final Duration AMPLE = Duration.ofSeconds(50);

  private FaultyServer server;
  private RingfenceClient client;

  @BeforeEach
  void start() throws IOException {
    server = new FaultyServer();
    client = RingfenceClient.connect(server.config());
  }

  @AfterEach
  void stop() {
    client.close(SHORT);
    server.close();
  }

  @Test
  void shouldTellAcceptedFromRejected() {
    Answer deposited = client.blocking().deposit(deposit());
    Answer read = client.blocking().getAccount(GetAccountRequest.getDefaultInstance());

    assertInstanceOf(Answer.Accepted.class, deposited);
    assertInstanceOf(Answer.Rejected.class, read);
    assertEquals(List.of(deposited.requestId()), server.done());
  }

  @Test
  void shouldKeepTheIdThatTheCallerChose() {
    client.blocking().deposit(deposit().toBuilder().setRequestId("mine").build());

    assertEquals(List.of("mine"), server.done());
  }

  @Test
  void shouldRetryWithTheSameIdWhenTheServerIsUnavailable() {
    server.haveProblems(firstOnly(2, problem("UNAVAILABLE", "OUTCOME_UNKNOWN", 0)));

    Answer answer = client.blocking().deposit(deposit());

    assertTrue(answer.isAccepted());
    assertEquals(3, server.seen().size());
    assertEquals(Set.of(answer.requestId()), requestIds(server.seen()));
  }

  @Test
  void shouldWaitAsLongAsTheServerAsks() {
    server.haveProblems(firstOnly(1, problem("RESOURCE_EXHAUSTED", "SHARD_BUSY", 250)));

    assertTrue(client.blocking().deposit(deposit()).isAccepted());

    long waitedNanos = server.seenNanos().get(1) - server.seenNanos().get(0);
    assertTrue(waitedNanos >= TimeUnit.MILLISECONDS.toNanos(250), () -> waitedNanos + " ns");
  }

  @Test
  void shouldDoItOnceWhenTheReplyIsLost() {
    server.decideFates(firstOnly(1, Fate.DONE_THEN_CUT, Fate.ANSWERED));

    Answer.Accepted answer = (Answer.Accepted) client.blocking().deposit(deposit());

    assertTrue(answer.result().getReplayed(), "the second attempt heard of the first");
    assertEquals(List.of(answer.requestId()), server.done());
    assertEquals(2, server.streams());
  }

  @Test
  void shouldSendTheRestAgainInOrderWhenTheStreamIsCut() {
    AtomicInteger count = new AtomicInteger();
    server.decideFates(
        command -> {
          int number = count.incrementAndGet();
          return number == 40 ? Fate.CUT : number == 90 ? Fate.DONE_THEN_CUT : Fate.ANSWERED;
        });
    List<CompletableFuture<Answer>> futures = new ArrayList<>();
    for (int number = 0; number < 200; number++) {
      futures.add(
          client.deposit(deposit().toBuilder().setRequestId(String.valueOf(number)).build()));
    }

    List<String> answered = new ArrayList<>();
    for (CompletableFuture<Answer> future : futures) {
      Answer answer = future.join();
      assertTrue(answer.isAccepted(), answer::toString);
      answered.add(answer.requestId());
    }
    assertEquals(answered, server.done(), "each once, and in order");
    assertEquals(3, server.streams());
  }

  @Test
  void shouldAskForTheOutcomeWhenTimeIsUp() {
    reconnect(server.config().withCallTimeout(BRIEF).withResolveTimeout(AMPLE));
    server.decideFates(command -> command.hasDeposit() ? Fate.DONE_IN_SILENCE : Fate.ANSWERED);

    Answer answer = client.blocking().deposit(deposit());

    assertInstanceOf(Answer.Accepted.class, answer);
    assertEquals(1, server.seen().stream().filter(SessionCommand::hasDeposit).count());
  }

  @Test
  void shouldSayUnknownWhenNobodyKnows() {
    reconnect(server.config().withCallTimeout(BRIEF).withResolveTimeout(BRIEF));
    server.decideFates(command -> command.hasDeposit() ? Fate.SWALLOWED : Fate.ANSWERED);

    Answer answer = client.blocking().deposit(deposit());

    assertInstanceOf(Answer.Unknown.class, answer);
    assertFalse(answer.requestId().isEmpty(), "it says with which id to ask again");
    assertTrue(
        server.seen().stream().filter(SessionCommand::hasGetOutcome).count() > 1,
        "not known yet is no answer");
  }

  @Test
  void shouldSayUnknownWhenNobodyAnswersAtAll() {
    reconnect(server.config().withCallTimeout(BRIEF).withResolveTimeout(SHORT));
    server.decideFates(command -> Fate.SWALLOWED);

    assertInstanceOf(Answer.Unknown.class, client.blocking().deposit(deposit()));
    assertThrows(
        NotDoneException.class,
        () -> client.blocking().getAccount(GetAccountRequest.getDefaultInstance()));
  }

  @Test
  void shouldBeSureThatNothingWasDoneWhenThereIsNoServer() {
    try (RingfenceClient lost = RingfenceClient.connect(toNobody().withCallTimeout(BRIEF))) {
      NotDoneException failure =
          assertThrows(NotDoneException.class, () -> lost.blocking().deposit(deposit()));

      assertEquals("UNAVAILABLE", failure.problem().getCode());
      assertTrue(failure.getMessage().contains("refused: /127.0.0.1:1"), failure::getMessage);
    }
  }

  @Test
  void shouldBeSureThatNothingWasDoneWhenItWasBusyAllTheTime() {
    reconnect(server.config().withCallTimeout(BRIEF));
    server.haveProblems(command -> problem("RESOURCE_EXHAUSTED", "SHARD_BUSY", 20));

    NotDoneException failure =
        assertThrows(NotDoneException.class, () -> client.blocking().deposit(deposit()));

    assertEquals("SHARD_BUSY", failure.problem().getReason());
    long attempts = server.seen().stream().filter(SessionCommand::hasDeposit).count();
    assertTrue(attempts > 2, "it did try again");
  }

  @Test
  void shouldStayUnsureWhenOneOfManyAttemptsIsUnknown() {
    reconnect(server.config().withCallTimeout(BRIEF).withResolveTimeout(SHORT));
    AtomicInteger count = new AtomicInteger();
    server.haveProblems(
        command ->
            command.hasGetOutcome()
                ? null
                : count.incrementAndGet() == 1
                    ? problem("UNAVAILABLE", "OUTCOME_UNKNOWN", 0)
                    : problem("RESOURCE_EXHAUSTED", "SHARD_BUSY", 20));

    assertInstanceOf(Answer.Unknown.class, client.blocking().deposit(deposit()));
  }

  @Test
  void shouldNotRepeatWhatIsWrong() {
    server.haveProblems(command -> problem("INVALID_ARGUMENT", "INVALID_REQUEST", 0));

    assertThrows(NotDoneException.class, () -> client.blocking().deposit(deposit()));
    assertEquals(1, server.seen().size());
  }

  @Test
  void shouldRefuseATooLargeCommandAndSpareItsNeighbours() {
    List<CompletableFuture<Answer>> futures = new ArrayList<>();
    for (int number = 0; number < 11; number++) {
      String orderId = number == 5 ? "x".repeat(300_000) : "order-" + number;
      futures.add(client.reserve(ReserveRequest.newBuilder().setOrderId(orderId).build()));
    }

    CompletionException refused = assertThrows(CompletionException.class, futures.get(5)::join);
    NotDoneException reason = (NotDoneException) refused.getCause();
    assertEquals("INVALID_ARGUMENT", reason.problem().getCode());
    futures.remove(5);
    futures.forEach(future -> assertInstanceOf(Answer.Accepted.class, future.join()));
    assertEquals(1, server.streams());
  }

  @Test
  void shouldSayNotDoneWhenItIsNotLetIn() {
    server.refuseStreams(end(Status.Code.UNAUTHENTICATED, "ringfence", "CREDENTIALS_INVALID"));

    NotDoneException failure =
        assertThrows(NotDoneException.class, () -> client.blocking().deposit(deposit()));

    assertEquals("CREDENTIALS_INVALID", failure.problem().getReason());
  }

  @ParameterizedTest
  @CsvSource({
    "RESOURCE_EXHAUSTED, TOO_MANY_SESSIONS",
    "UNAVAILABLE, SERVER_STOPPING",
    "UNAUTHENTICATED, CREDENTIALS_EXPIRED",
    "RESOURCE_EXHAUSTED, CREDENTIALS_UNCHECKED"
  })
  void shouldBeSureThatNothingWasDoneWhenTheServerHadAnsweredAllIfAnything(
      Status.Code code, String reason) {
    server.cutWith(end(code, "ringfence", reason));
    Answer first = client.blocking().deposit(deposit());
    cutTheNextAndRefuseWhatComesThen();

    NotDoneException failure =
        assertThrows(NotDoneException.class, () -> client.blocking().deposit(deposit()));

    assertTrue(first.isAccepted());
    assertEquals("INVALID_REQUEST", failure.problem().getReason(), "it was tried again");
  }

  @ParameterizedTest
  @CsvSource({
    "RESOURCE_EXHAUSTED, a.proxy, TOO_MANY_SESSIONS",
    "UNAVAILABLE, a.proxy, SERVER_STOPPING",
    "ABORTED, ringfence, READER_TOO_SLOW"
  })
  void shouldStayUnsureWhenTheStreamEndedForAnyOtherReason(
      Status.Code code, String domain, String reason) {
    server.cutWith(end(code, domain, reason));
    cutTheNextAndRefuseWhatComesThen();

    assertInstanceOf(Answer.Unknown.class, client.blocking().deposit(deposit()));
  }

  private void cutTheNextAndRefuseWhatComesThen() {
    server.decideFates(command -> Fate.CUT);
    server.haveProblems(firstOnly(1, null, problem("INVALID_ARGUMENT", "INVALID_REQUEST", 0)));
  }

  private static RuntimeException end(Status.Code code, String domain, String reason) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage("it is over")
            .addDetails(
                Any.pack(ErrorInfo.newBuilder().setDomain(domain).setReason(reason).build()))
            .build());
  }

  @Test
  void shouldFindNothingUnderAnIdThatNobodyKnows() {
    assertInstanceOf(
        Answer.Unknown.class,
        client.blocking().getOutcome(GetOutcomeRequest.newBuilder().setRequestId("x").build()));
  }

  @Test
  void shouldInventNoIdToAskAbout() {
    client.blocking().getOutcome(GetOutcomeRequest.newBuilder().setAccountId(42).build());

    assertEquals("", server.seen().get(0).getGetOutcome().getRequestId());
  }

  @Test
  void shouldBoundWhatIsInFlight() {
    reconnect(server.config().withMaxInFlight(2));
    server.decideFates(command -> Fate.SWALLOWED);
    client.deposit(deposit());
    client.deposit(deposit());

    NotDoneException failure =
        assertThrows(NotDoneException.class, () -> client.blocking().deposit(deposit()));

    assertEquals("TOO_MANY_IN_FLIGHT", failure.problem().getReason());
  }

  @Test
  void shouldKeepThePlaceOfWhatNobodyWaitsForAnyMore() {
    reconnect(server.config().withMaxInFlight(1));
    server.decideFates(command -> Fate.SWALLOWED);
    assertTrue(client.deposit(deposit()).cancel(true));

    NotDoneException failure =
        assertThrows(NotDoneException.class, () -> client.blocking().deposit(deposit()));

    assertEquals("TOO_MANY_IN_FLIGHT", failure.problem().getReason());
  }

  @Test
  void shouldFreeThePlaceOfWhatHasEnded() {
    reconnect(server.config().withMaxInFlight(1));

    for (int number = 0; number < 20; number++) {
      assertTrue(client.blocking().deposit(deposit()).isAccepted());
    }
  }

  @Test
  void shouldWaitForOpenCommandsWhenItCloses() throws Exception {
    server.haveProblems(firstOnly(1, problem("UNAVAILABLE", "SHARD_NOT_SERVING", 100)));
    CompletableFuture<Answer> open = client.deposit(deposit());

    client.close(AMPLE);

    assertTrue(open.isDone());
    assertTrue(open.get().isAccepted());
    ExecutionException late =
        assertThrows(ExecutionException.class, () -> client.deposit(deposit()).get());
    assertInstanceOf(NotDoneException.class, late.getCause());
  }

  @Test
  void shouldEndInTimeWhatIsStillOpenWhenItCloses() throws Exception {
    server.decideFates(command -> Fate.SWALLOWED);
    CompletableFuture<Answer> open = client.deposit(deposit());
    while (server.seen().isEmpty()) {
      Thread.sleep(1);
    }

    client.close(SHORT);

    assertInstanceOf(Answer.Unknown.class, open.get(30, TimeUnit.SECONDS));
  }

  @Test
  void shouldLeaveNoThreadBehindThoughSomethingWaitedForItsRetry() throws Exception {
    reconnect(server.config().withCallTimeout(Duration.ofHours(1)));
    AtomicReference<Thread> own = new AtomicReference<>();
    server.haveProblems(command -> problem("UNAVAILABLE", "SHARD_NOT_SERVING", 1_000_000));
    CompletableFuture<Void> ended =
        client
            .deposit(deposit())
            .handle((answer, failure) -> Thread.currentThread())
            .thenAccept(own::set);
    while (server.seen().stream().noneMatch(SessionCommand::hasDeposit)) {
      Thread.sleep(1);
    }

    client.close(SHORT);

    ended.get(30, TimeUnit.SECONDS);
    own.get().join(TimeUnit.SECONDS.toMillis(30));
    assertFalse(own.get().isAlive());
  }

  @Test
  void shouldNotWaitForItselfWhenItIsClosedOnItsOwnThread() throws Exception {
    reconnect(server.config().withCallTimeout(Duration.ofSeconds(4)));
    Function<SessionCommand, Problem> problems =
        firstOnly(1, problem("UNAVAILABLE", "SHARD_NOT_SERVING", 100));
    server.haveProblems(command -> command.hasDeposit() ? problems.apply(command) : null);
    server.decideFates(command -> command.hasDeposit() ? Fate.ANSWERED : Fate.SWALLOWED);
    CompletableFuture<Answer> open = client.getAccount(GetAccountRequest.getDefaultInstance());
    CompletableFuture<Boolean> endedWithin =
        client
            .deposit(deposit())
            .thenApply(
                answer -> {
                  client.close(Duration.ofHours(1));
                  return open.isDone();
                });

    assertFalse(endedWithin.get(30, TimeUnit.SECONDS));
    assertThrows(ExecutionException.class, () -> open.get(30, TimeUnit.SECONDS));
  }

  @Test
  void shouldRefuseToWaitOnItsOwnThread() throws Exception {
    server.haveProblems(firstOnly(1, problem("UNAVAILABLE", "SHARD_NOT_SERVING", 100)));
    CompletableFuture<Class<?>> failure =
        client
            .deposit(deposit())
            .thenApply(
                answer ->
                    assertThrows(
                            IllegalStateException.class, () -> client.blocking().deposit(deposit()))
                        .getClass());

    assertEquals(IllegalStateException.class, failure.get(30, TimeUnit.SECONDS));
  }

  /** With a connection at hand, so that a short time is for what is asked then alone. */
  private void reconnect(ClientConfig config) {
    client.close(SHORT);
    client = RingfenceClient.connect(config);
    while (!isConnected()) {
      // Its time was too short for the connection, which goes on to be made.
    }
  }

  private boolean isConnected() {
    try {
      return client.blocking().getAccount(GetAccountRequest.getDefaultInstance()) != null;
    } catch (NotDoneException notYet) {
      return false;
    }
  }

  /** No server has this port, whoever else is busy on this machine. */
  private static ClientConfig toNobody() {
    return ClientConfig.to("127.0.0.1:1");
  }

  private static DepositRequest deposit() {
    return DepositRequest.newBuilder().setAccountId(42).setAmount("1").build();
  }

  private static Problem problem(String code, String reason, int retryAfterMillis) {
    return Problem.newBuilder()
        .setCode(code)
        .setReason(reason)
        .setRetryAfterMillis(retryAfterMillis)
        .build();
  }

  private static Function<SessionCommand, Problem> firstOnly(int times, Problem problem) {
    return firstOnly(times, problem, null);
  }

  private static <T> Function<SessionCommand, T> firstOnly(int times, T first, T then) {
    AtomicInteger count = new AtomicInteger();
    return command -> count.incrementAndGet() <= times ? first : then;
  }

  private static Set<String> requestIds(List<SessionCommand> commands) {
    return commands.stream()
        .map(command -> command.getDeposit().getRequestId())
        .collect(Collectors.toSet());
  }
}
