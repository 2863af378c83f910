package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.GetAccountResponse;
import dev.ringfence.engine.command.Command;
import dev.ringfence.gateway.admission.ClientLimits;
import dev.ringfence.gateway.admission.ClientQuota;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Grant;
import dev.ringfence.gateway.identity.Identified;
import dev.ringfence.gateway.testing.FakeShard;
import dev.ringfence.gateway.testing.TestServer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
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

    for (int call = 0; call < 5; call++) {
      assertEquals(42, call("flooding"));
    }
    StatusRuntimeException refusal =
        assertThrows(StatusRuntimeException.class, () -> call("flooding"));

    assertEquals("CLIENT_TOO_FAST", reason(refusal));
    assertEquals(5, server.shard().published(), "the refused call got as far as the ring");
    assertEquals(42, call("quiet"));
  }

  @Test
  void shouldCountWhatIsUnderWayUntilItEnds() throws Exception {
    begin(new ClientLimits(0, 0, 2));
    BlockingQueue<Command> open = new LinkedBlockingQueue<>();
    server.shard().behave(open::add);
    ListenableFuture<GetAccountResponse> answered = future("flooding");
    Command command = open.take();
    ListenableFuture<GetAccountResponse> cancelled = future("flooding");
    open.take();

    assertEquals(
        "CLIENT_TOO_MANY",
        reason(assertThrows(StatusRuntimeException.class, () -> call("flooding"))));
    cancelled.cancel(true);
    server
        .shard()
        .run(
            () -> {
              command.answer().clear();
              TestServer.fillAccount(command.answer().accepted(true));
              FakeShard.answer(command);
            })
        .join();
    answered.get(10, TimeUnit.SECONDS);
    answer();

    // The cancelled call ends on the server a moment after it did here.
    long latestNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    int both = 0;
    while (both < 2 && System.nanoTime() - latestNanos < 0) {
      both = callsAtOnce();
    }
    assertEquals(2, both);
  }

  private int callsAtOnce() throws Exception {
    BlockingQueue<Command> open = new LinkedBlockingQueue<>();
    server.shard().behave(open::add);
    List<ListenableFuture<GetAccountResponse>> calls =
        List.of(future("flooding"), future("flooding"));
    int arrived = 0;
    while (arrived < 2 && open.poll(200, TimeUnit.MILLISECONDS) != null) {
      arrived++;
    }
    calls.forEach(call -> call.cancel(true));
    return arrived;
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
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, name);
    AccountServiceBlockingStub stub =
        AccountServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    return stub.getAccount(REQUEST).getResult().getAccount().getAccountId();
  }

  private ListenableFuture<GetAccountResponse> future(String name) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, name);
    return AccountServiceGrpc.newFutureStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .getAccount(REQUEST);
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
