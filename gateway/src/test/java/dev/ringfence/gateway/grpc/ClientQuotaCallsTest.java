package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.GetAccountResponse;
import dev.ringfence.api.v1.ListLedgerRequest;
import dev.ringfence.api.v1.ListLedgerResponse;
import dev.ringfence.api.v1.ListPositionsRequest;
import dev.ringfence.api.v1.ListReservationsRequest;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.api.v1.SessionServiceGrpc;
import dev.ringfence.api.v1.SubmitBatchRequest;
import dev.ringfence.api.v1.SubmitBatchResponse;
import dev.ringfence.engine.command.Command;
import dev.ringfence.gateway.admission.ClientLimits;
import dev.ringfence.gateway.admission.ClientQuota;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Grant;
import dev.ringfence.gateway.identity.Identified;
import dev.ringfence.gateway.testing.FakeShard;
import dev.ringfence.gateway.testing.TestServer;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each client has limits of its own, whatever its connections. */
@Timeout(30)
final class ClientQuotaCallsTest {
  private static final GetAccountRequest REQUEST =
      GetAccountRequest.newBuilder().setAccountId(42).build();
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private TestServer server;
  private ManagedChannel channel;

  @AfterEach
  void end() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void shouldRefuseOnlyTheClientWhoFloods() throws Exception {
    begin(new ClientLimits(1, 5, 0));
    answer();

    int accepted = 0;
    StatusRuntimeException refusal = null;
    // On a slow machine there is room for more than five, as time goes by.
    while (refusal == null) {
      try {
        assertEquals(42, call("flooding"));
        accepted++;
      } catch (StatusRuntimeException tooFast) {
        refusal = tooFast;
      }
    }

    assertTrue(accepted >= 5, "the burst is free");
    assertEquals("CLIENT_TOO_FAST", reason(refusal));
    assertEquals(accepted, server.shard().published(), "the refused call got as far as the ring");
    assertEquals(42, call("quiet"));
  }

  @Test
  void shouldCountWhatIsUnderWayUntilItIsAnswered() throws Exception {
    begin(new ClientLimits(0, 0, 2));
    BlockingQueue<Command> open = new LinkedBlockingQueue<>();
    server.shard().behave(open::add);
    ListenableFuture<GetAccountResponse> first = future("flooding");
    Command command = open.take();
    ListenableFuture<GetAccountResponse> second = future("flooding");
    Command other = open.take();

    assertTooMany();
    answer(command);
    answer(other);
    first.get(10, TimeUnit.SECONDS);
    second.get(10, TimeUnit.SECONDS);
    answer();

    assertEquals(42, call("flooding"));
  }

  @Test
  void shouldCountWhatTheShardHoldsThoughTheCallerHasGivenItUp() throws Exception {
    begin(new ClientLimits(0, 0, 1));
    BlockingQueue<Command> open = new LinkedBlockingQueue<>();
    server.shard().behave(open::add);
    ListenableFuture<GetAccountResponse> cancelled = future("flooding");
    Command command = open.take();

    // On the same connection, so the server knows of it before it sees the next call.
    cancelled.cancel(true);

    assertTooMany();
    answer(command);
    answer();
    assertEquals(42, callOnceThereIsRoom("flooding"));
  }

  @Test
  void shouldNotCountForEverWhatMeetsAnErrorOnItsWayIntoTheRing() throws Exception {
    begin(new ClientLimits(0, 0, 1));
    answer();
    server.shard().throwAtOnce(new OutOfMemoryError("as if"));

    StatusRuntimeException failure =
        assertThrows(StatusRuntimeException.class, () -> call("flooding"));
    server.shard().throwAtOnce(null);

    assertEquals(Status.Code.INTERNAL, failure.getStatus().getCode());
    assertEquals(42, call("flooding"));
  }

  @Test
  void shouldCountABatchByItsCommands() throws Exception {
    begin(new ClientLimits(0, 0, 1));
    answer();

    SubmitBatchResponse response =
        SessionServiceGrpc.newBlockingStub(as("flooding"))
            .submitBatch(
                SubmitBatchRequest.newBuilder()
                    .addCommands(SessionCommand.newBuilder().setGetAccount(REQUEST))
                    .build());

    assertTrue(response.getAnswers(0).hasResult(), response::toString);
  }

  @Test
  void shouldNotCountAWatchThatHasBegun() throws Exception {
    begin(new ClientLimits(0, 0, 1));
    answer();
    WatchClient watch = WatchClient.of(as("flooding"), 42);
    watch.await(1);

    assertEquals(42, call("flooding"));
    assertFalse(watch.hasEnded());
  }

  @Test
  void shouldCountReadsOfTheLedger() throws Exception {
    begin(new ClientLimits(0, 0, 1));
    BlockingQueue<Command> open = new LinkedBlockingQueue<>();
    server.shard().behave(open::add);
    ListenableFuture<GetAccountResponse> first = future("flooding");
    Command command = open.take();
    ListLedgerRequest request = ListLedgerRequest.newBuilder().setAccountId(42).build();
    AccountServiceBlockingStub stub = AccountServiceGrpc.newBlockingStub(as("flooding"));

    StatusRuntimeException refusal =
        assertThrows(StatusRuntimeException.class, () -> stub.listLedger(request));
    StatusRuntimeException another =
        assertThrows(
            StatusRuntimeException.class,
            () -> stub.listPositions(ListPositionsRequest.newBuilder().setAccountId(42).build()));
    StatusRuntimeException third =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                stub.listReservations(
                    ListReservationsRequest.newBuilder().setAccountId(42).build()));
    answer(command);
    first.get(10, TimeUnit.SECONDS);

    assertEquals("CLIENT_TOO_MANY", reason(refusal));
    assertEquals("CLIENT_TOO_MANY", reason(another));
    assertEquals("CLIENT_TOO_MANY", reason(third));
    assertEquals(ListLedgerResponse.getDefaultInstance(), stub.listLedger(request));
    assertEquals(ListLedgerResponse.getDefaultInstance(), stub.listLedger(request));
  }

  private void assertTooMany() {
    assertEquals(
        "CLIENT_TOO_MANY",
        reason(assertThrows(StatusRuntimeException.class, () -> call("flooding"))));
  }

  private void answer(Command command) {
    server
        .shard()
        .run(
            () -> {
              command.answer().clear();
              TestServer.fillAccount(command.answer().accepted(true));
              FakeShard.answer(command);
            })
        .join();
  }

  private void begin(ClientLimits limits) throws Exception {
    List<Caller> callers =
        List.of(
            new Caller("flooding", List.of(Grant.ALL), false, new ClientQuota(limits, 0)),
            new Caller("quiet", List.of(Grant.ALL), false, new ClientQuota(limits, 0)));
    server =
        new TestServer(
            credentials ->
                new Identified.Known(
                    callers.get(credentials.authorization().orElse("").equals("quiet") ? 1 : 0)));
    channel = NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
  }

  private void answer() {
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
  }

  private long call(String name) {
    return AccountServiceGrpc.newBlockingStub(as(name))
        .getAccount(REQUEST)
        .getResult()
        .getAccount()
        .getAccountId();
  }

  /**
   * Nobody hears of the answer to a call that was given up, so the room behind it is waited for.
   */
  private long callOnceThereIsRoom(String name) {
    long latestNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      try {
        return call(name);
      } catch (StatusRuntimeException full) {
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, full.getStatus().getCode());
        assertTrue(System.nanoTime() - latestNanos < 0, full::toString);
      }
    }
  }

  private ListenableFuture<GetAccountResponse> future(String name) {
    return AccountServiceGrpc.newFutureStub(as(name)).getAccount(REQUEST);
  }

  private Channel as(String name) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, name);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static String reason(StatusRuntimeException refusal) throws RuntimeException {
    try {
      var details = StatusProto.fromThrowable(refusal).getDetailsList();
      assertEquals(true, details.get(1).is(RetryInfo.class), "a hint when to try again");
      return details.get(0).unpack(ErrorInfo.class).getReason();
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
