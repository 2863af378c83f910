package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.GetOutcomeRequest;
import dev.ringfence.api.v1.GetOutcomeResponse;
import dev.ringfence.api.v1.GetReservationRequest;
import dev.ringfence.api.v1.LedgerEntry;
import dev.ringfence.api.v1.ListLedgerRequest;
import dev.ringfence.api.v1.ListLedgerResponse;
import dev.ringfence.api.v1.ListPositionsRequest;
import dev.ringfence.api.v1.ListPositionsResponse;
import dev.ringfence.api.v1.ListReservationsRequest;
import dev.ringfence.api.v1.ListReservationsResponse;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Position;
import dev.ringfence.api.v1.Reason;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.api.v1.ReservationState;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.api.v1.SessionServiceGrpc;
import dev.ringfence.api.v1.SubmitBatchRequest;
import dev.ringfence.api.v1.SubmitBatchResponse;
import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Credentials;
import dev.ringfence.gateway.identity.Grant;
import dev.ringfence.gateway.identity.Identified;
import dev.ringfence.gateway.ledger.LedgerReadException;
import dev.ringfence.gateway.testing.RefusalDetails;
import dev.ringfence.gateway.testing.TestServer;
import dev.ringfence.localstack.testing.Until;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(30)
final class LedgerCallsTest {
  /** How many reads of the ledger one client may have under way. */
  private static final int SHARE = 256;

  private TestServer server;
  private ManagedChannel channel;
  private AccountServiceBlockingStub stub;

  @BeforeEach
  void start() throws IOException {
    start(new TestServer());
  }

  private void start(TestServer started) {
    server = started;
    channel = NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
    stub = AccountServiceGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void shouldTakeAnOutcomeFromMemoryWhenTheShardRemembersAnAcceptance() {
    server
        .shard()
        .answerWith(
            command -> TestServer.fillAccount(command.answer()).accepted(true).replayed(true));

    GetOutcomeResponse response = stub.getOutcome(outcome());

    assertTrue(response.getFound());
    assertEquals(Outcome.OUTCOME_ACCEPTED, response.getResult().getOutcome());
    assertEquals(0, server.ledger().reads());
  }

  @Test
  void shouldTakeARefusalFromMemoryWhenTheLedgerKnowsOfNoEffect() {
    rememberRefusal();

    GetOutcomeResponse response = stub.getOutcome(outcome());

    assertTrue(response.getFound());
    assertEquals(Outcome.OUTCOME_REJECTED, response.getResult().getOutcome());
    assertEquals(Reason.REASON_INSUFFICIENT_BALANCE, response.getResult().getReason());
    assertEquals("42 r-1", server.ledger().lastRead());
  }

  @Test
  void shouldTakeTheEffectFromTheLedgerWhenTheShardRemembersARefusalOfItsRetry() {
    rememberRefusal();
    server
        .ledger()
        .holdOutcome(CommandResult.newBuilder().setOutcome(Outcome.OUTCOME_ACCEPTED).build());

    GetOutcomeResponse response = stub.getOutcome(outcome());

    assertTrue(response.getFound());
    assertEquals(Outcome.OUTCOME_ACCEPTED, response.getResult().getOutcome());
  }

  @Test
  void shouldNotSayRefusedWhenTheLedgerCannotBeRead() {
    rememberRefusal();
    server.ledger().failWith(LedgerReadException.Kind.UNAVAILABLE);

    StatusRuntimeException error =
        assertThrows(StatusRuntimeException.class, () -> stub.getOutcome(outcome()));

    assertEquals(Status.Code.UNAVAILABLE, error.getStatus().getCode());
  }

  @Test
  void shouldTakeAnOutcomeFromTheLedgerWhenTheShardForgotIt() {
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer()));
    server
        .ledger()
        .holdOutcome(CommandResult.newBuilder().setOutcome(Outcome.OUTCOME_ACCEPTED).build());

    GetOutcomeResponse response = stub.getOutcome(outcome());

    assertTrue(response.getFound());
    assertEquals(Outcome.OUTCOME_ACCEPTED, response.getResult().getOutcome());
    assertEquals("42 r-1", server.ledger().lastRead());
  }

  @Test
  void shouldFindNoOutcomeWhenNobodyKnowsIt() {
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer()));

    assertFalse(stub.getOutcome(outcome()).getFound());
  }

  @Test
  void shouldShowAReservationThatEndedLongAgo() {
    server
        .shard()
        .answerWith(
            command ->
                TestServer.fillAccount(command.answer())
                    .reason(dev.ringfence.engine.domain.Reason.RESERVATION_NOT_FOUND));
    server
        .ledger()
        .holdReservation(
            Reservation.newBuilder()
                .setOrderId("o-1")
                .setState(ReservationState.RESERVATION_STATE_SETTLED)
                .build());

    CommandResult result = stub.getReservation(reservation()).getResult();

    assertEquals(Outcome.OUTCOME_ACCEPTED, result.getOutcome());
    assertEquals(Reason.REASON_UNSPECIFIED, result.getReason());
    assertEquals(ReservationState.RESERVATION_STATE_SETTLED, result.getReservation().getState());
    assertEquals("900", result.getAccount().getBalance());
    assertEquals("42 o-1 3", server.ledger().lastRead());
  }

  @Test
  void shouldRejectWhenNobodyKnowsTheReservation() {
    server
        .shard()
        .answerWith(
            command ->
                TestServer.fillAccount(command.answer())
                    .reason(dev.ringfence.engine.domain.Reason.RESERVATION_NOT_FOUND));

    CommandResult result = stub.getReservation(reservation()).getResult();

    assertEquals(Outcome.OUTCOME_REJECTED, result.getOutcome());
    assertEquals(Reason.REASON_RESERVATION_NOT_FOUND, result.getReason());
  }

  @Test
  void shouldListAHundredEntriesUnlessToldOtherwise() {
    ListLedgerResponse page =
        ListLedgerResponse.newBuilder()
            .addEntries(LedgerEntry.newBuilder().setVersion(8))
            .setNextAfterVersion(8)
            .build();
    server.ledger().holdPage(page);

    ListLedgerResponse response = stub.listLedger(entries().toBuilder().setAfterVersion(7).build());

    assertEquals(page, response);
    assertEquals("42 7 100", server.ledger().lastRead());
  }

  @Test
  void shouldListAHundredPositionsUnlessToldOtherwise() {
    ListPositionsResponse page =
        ListPositionsResponse.newBuilder()
            .addPositions(Position.newBuilder().setSymbol("BETA"))
            .setNextAfterSymbol("BETA")
            .build();
    server.ledger().holdPositions(page);

    ListPositionsResponse response =
        stub.listPositions(positions().toBuilder().setAfterSymbol("ACME").build());

    assertEquals(page, response);
    assertEquals("42 ACME 100", server.ledger().lastRead());
  }

  @Test
  void shouldListAHundredReservationsUnlessToldOtherwise() {
    ListReservationsResponse page =
        ListReservationsResponse.newBuilder()
            .addReservations(Reservation.newBuilder().setOrderId("o-2"))
            .setNextAfterSequence(9)
            .build();
    server.ledger().holdReservations(page);

    ListReservationsResponse response =
        stub.listReservations(reservations().toBuilder().setAfterSequence(7).build());

    assertEquals(page, response);
    assertEquals("42 7 100", server.ledger().lastRead());
  }

  @Test
  void shouldTellBusyFromUnavailableWhenTheLedgerFails() {
    server.ledger().failWith(LedgerReadException.Kind.BUSY);
    assertFails(Status.Code.RESOURCE_EXHAUSTED, () -> stub.listLedger(entries()));
    assertFails(Status.Code.RESOURCE_EXHAUSTED, () -> stub.listPositions(positions()));
    assertFails(Status.Code.RESOURCE_EXHAUSTED, () -> stub.listReservations(reservations()));

    server.ledger().failWith(LedgerReadException.Kind.UNAVAILABLE);
    assertFails(Status.Code.UNAVAILABLE, () -> stub.listLedger(entries()));
    assertFails(Status.Code.UNAVAILABLE, () -> stub.listPositions(positions()));
    assertFails(Status.Code.UNAVAILABLE, () -> stub.listReservations(reservations()));
  }

  @Test
  void shouldRefuseAPageThatIsTooLarge() {
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        () -> stub.listLedger(entries().toBuilder().setPageSize(1_001).build()));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        () -> stub.listPositions(positions().toBuilder().setPageSize(1_001).build()));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        () -> stub.listReservations(reservations().toBuilder().setPageSize(1_001).build()));

    assertEquals(0, server.ledger().reads());
  }

  @Test
  void shouldLeaveRoomForOthersWhenAClientReadsNoneOfItsPages() throws Exception {
    ManagedChannel deaf = leaveUnread(128);

    assertNoRoom(() -> stub.listLedger(entries()));
    assertNoRoom(() -> stub.listPositions(positions()));
    assertNoRoom(() -> stub.listReservations(reservations()));
    deaf.shutdownNow();

    Until.holds("who has gone leaves room", this::isListed);
  }

  @Test
  void shouldCloseTheConnectionWhenItsPagesAreLeftUnread() throws Exception {
    stop();
    start(
        new TestServer(
            GrpcServerConfig.listeningOn("127.0.0.1", 0).withAnswerMillis(1_000),
            Authenticator.OPEN,
            InsecureServerCredentials.create()));
    ManagedChannel deaf = leaveUnread(128);

    assertNoRoom(() -> stub.listLedger(entries()));

    Until.holds("their places are free", this::isListed);
    Until.holds("it is closed", () -> server.server().openConnections() == 1);
    deaf.shutdownNow();
  }

  @Test
  void shouldLeaveRoomForOthersWhenAClientHasItsShareOfTheReadsUnderWay() throws Exception {
    try (TestServer shared = new TestServer(LedgerCallsTest::byName)) {
      ManagedChannel flooding =
          NettyChannelBuilder.forTarget(shared.address()).usePlaintext().build();
      shared.shard().answerWith(command -> TestServer.fillAccount(command.answer()));
      shared.ledger().keepWaiting();
      SubmitBatchRequest.Builder batch = SubmitBatchRequest.newBuilder();
      for (int index = 0; index < SHARE / 2; index++) {
        batch.addCommands(SessionCommand.newBuilder().setGetOutcome(outcome()));
      }

      ListenableFuture<SubmitBatchResponse> inABatch =
          SessionServiceGrpc.newFutureStub(as(flooding, "flooding")).submitBatch(batch.build());
      List<ListenableFuture<GetOutcomeResponse>> alone = new ArrayList<>();
      for (int index = 0; index < SHARE / 2; index++) {
        alone.add(AccountServiceGrpc.newFutureStub(as(flooding, "flooding")).getOutcome(outcome()));
      }
      Until.holds("they are under way", () -> shared.ledger().reads() == SHARE);
      AccountServiceBlockingStub more =
          AccountServiceGrpc.newBlockingStub(as(flooding, "flooding"));
      StatusRuntimeException refusal =
          assertThrows(StatusRuntimeException.class, () -> more.getOutcome(outcome()));
      ListenableFuture<GetOutcomeResponse> quiet =
          AccountServiceGrpc.newFutureStub(as(flooding, "quiet")).getOutcome(outcome());
      Until.holds("there is room for others", () -> shared.ledger().reads() == SHARE + 1);
      shared.ledger().answer();

      assertEquals("RESOURCE_EXHAUSTED LEDGER_BUSY", RefusalDetails.of(refusal).codeAndReason());
      assertFalse(quiet.get(10, TimeUnit.SECONDS).getFound());
      assertTrue(inABatch.get(10, TimeUnit.SECONDS).getAnswers(0).hasOutcome());
      for (ListenableFuture<GetOutcomeResponse> call : alone) {
        assertFalse(call.get(10, TimeUnit.SECONDS).getFound());
      }
      assertFalse(more.getOutcome(outcome()).getFound(), "what was answered counts no more");
      flooding.shutdownNow();
    }
  }

  private static Identified byName(Credentials credentials) {
    return new Identified.Known(
        new Caller(credentials.authorization().orElse("nobody"), List.of(Grant.ALL), false));
  }

  private static Channel as(Channel channel, String name) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), name);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static void assertNoRoom(Executable list) {
    StatusRuntimeException refusal = assertThrows(StatusRuntimeException.class, list);
    assertEquals("RESOURCE_EXHAUSTED LEDGER_BUSY", RefusalDetails.of(refusal).codeAndReason());
  }

  private ManagedChannel leaveUnread(int pages) throws Exception {
    server
        .ledger()
        .holdPage(
            ListLedgerResponse.newBuilder()
                .addEntries(LedgerEntry.newBuilder().setType("x".repeat(10_000)))
                .build());
    ManagedChannel deaf = DeafCalls.connect(server);
    DeafCalls.make(deaf, AccountServiceGrpc.getListLedgerMethod(), entries(), pages);
    Until.holds("they are under way", () -> server.ledger().reads() == pages);
    return deaf;
  }

  private boolean isListed() {
    try {
      return stub.listLedger(entries()).getEntriesCount() > 0;
    } catch (StatusRuntimeException busy) {
      return false;
    }
  }

  private void rememberRefusal() {
    server
        .shard()
        .answerWith(
            command ->
                TestServer.fillAccount(command.answer())
                    .replayed(true)
                    .reason(dev.ringfence.engine.domain.Reason.INSUFFICIENT_BALANCE));
  }

  private static void assertFails(Status.Code expected, Executable list) {
    assertEquals(expected, assertThrows(StatusRuntimeException.class, list).getStatus().getCode());
  }

  private static ListLedgerRequest entries() {
    return ListLedgerRequest.newBuilder().setAccountId(42).build();
  }

  private static ListPositionsRequest positions() {
    return ListPositionsRequest.newBuilder().setAccountId(42).build();
  }

  private static ListReservationsRequest reservations() {
    return ListReservationsRequest.newBuilder().setAccountId(42).build();
  }

  private static GetOutcomeRequest outcome() {
    return GetOutcomeRequest.newBuilder().setAccountId(42).setRequestId("r-1").build();
  }

  private static GetReservationRequest reservation() {
    return GetReservationRequest.newBuilder().setAccountId(42).setOrderId("o-1").build();
  }
}
