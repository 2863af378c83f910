package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Reason;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.ReserveResponse;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.gateway.testing.FakeShard;
import dev.ringfence.gateway.testing.TestServer;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class AccountGrpcServiceTest {
  private TestServer server;
  private ManagedChannel channel;
  private AccountServiceBlockingStub stub;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
    channel = NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
    stub = AccountServiceGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void shouldAnswerWithWhatTheShardAnswers() {
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));

    CommandResult result = stub.reserve(reserve()).getResult();

    assertEquals(Outcome.OUTCOME_ACCEPTED, result.getOutcome());
    assertEquals("900", result.getAccount().getBalance());
    assertEquals(42, result.getAccount().getAccountId());
  }

  @Test
  void shouldAnswerRatherThanFailWhenTheShardRefuses() {
    server
        .shard()
        .answerWith(
            command ->
                TestServer.fillAccount(command.answer())
                    .reason(dev.ringfence.engine.domain.Reason.INSUFFICIENT_BALANCE));

    CommandResult result = stub.reserve(reserve()).getResult();

    assertEquals(Outcome.OUTCOME_REJECTED, result.getOutcome());
    assertEquals(Reason.REASON_INSUFFICIENT_BALANCE, result.getReason());
  }

  @Test
  void shouldNameTheFieldsWhenTheRequestIsNotValid() {
    StatusRuntimeException error =
        assertThrows(
            StatusRuntimeException.class,
            () -> stub.reserve(reserve().toBuilder().setAmount("-1").setOrderId("").build()));

    assertError(error, Status.Code.INVALID_ARGUMENT, "INVALID_REQUEST", false);
    BadRequest badRequest = detail(error, BadRequest.class);
    assertEquals("order_id", badRequest.getFieldViolations(0).getField());
    assertEquals("amount", badRequest.getFieldViolations(1).getField());
    assertEquals(0, server.shard().published());
  }

  @Test
  void shouldSayBusyWhenTheRingIsFull() {
    server.shard().admit(Admission.FULL);

    assertError(failure(), Status.Code.RESOURCE_EXHAUSTED, "SHARD_BUSY", true);
  }

  @Test
  void shouldSayUnavailableWhenTheShardIsNotServing() {
    server.shard().admit(Admission.NOT_SERVING);

    assertError(failure(), Status.Code.UNAVAILABLE, "SHARD_NOT_SERVING", true);
  }

  @Test
  void shouldSayUnavailableWhenTheShardStopsBeforeItDecides() {
    server.shard().failWith(Failure.NOT_SERVING);

    assertError(failure(), Status.Code.UNAVAILABLE, "SHARD_NOT_SERVING", true);
  }

  @Test
  void shouldSayUnknownWhenTheOutcomeIsUnknown() {
    server.shard().failWith(Failure.UNKNOWN);

    StatusRuntimeException error = failure();

    assertError(error, Status.Code.UNAVAILABLE, "OUTCOME_UNKNOWN", true);
    assertTrue(error.getMessage().contains("same request id"), error.getMessage());
  }

  @Test
  void shouldSayDeadlineExceededWhenTheShardDroppedTheCommand() {
    server.shard().failWith(Failure.DEADLINE_PASSED);

    assertError(failure(), Status.Code.DEADLINE_EXCEEDED, "DEADLINE_PASSED", false);
  }

  @Test
  void shouldGiveTheCallersDeadlineToTheShard() throws InterruptedException {
    BlockingQueue<Long> remainingNanos = new LinkedBlockingQueue<>();
    server
        .shard()
        .answerWith(
            command -> {
              remainingNanos.add(command.deadlineNanos() - command.receivedNanos());
              TestServer.fillAccount(command.answer().accepted(true));
            });

    stub.withDeadlineAfter(20, TimeUnit.SECONDS).reserve(reserve());

    long seconds = TimeUnit.NANOSECONDS.toSeconds(remainingNanos.take());
    assertTrue(seconds >= 10 && seconds <= 20, () -> "deadline in " + seconds + " s");
  }

  @Test
  void shouldGiveNoDeadlineToTheShardWhenTheCallerHasNone() throws InterruptedException {
    BlockingQueue<Long> deadlines = new LinkedBlockingQueue<>();
    server
        .shard()
        .answerWith(
            command -> {
              deadlines.add(command.deadlineNanos());
              TestServer.fillAccount(command.answer().accepted(true));
            });

    stub.getAccount(GetAccountRequest.newBuilder().setAccountId(42).build());

    assertEquals(0, deadlines.take());
  }

  @Test
  void shouldDropTheAnswerQuietlyWhenTheCallerHasGone() throws Exception {
    BlockingQueue<Command> open = new LinkedBlockingQueue<>();
    server.shard().behave(open::add);
    ListenableFuture<ReserveResponse> call =
        AccountServiceGrpc.newFutureStub(channel).reserve(reserve());
    Command command = open.take();
    assertEquals(CommandType.RESERVE, command.type());

    call.cancel(true);
    server.shard().answerWith(later -> TestServer.fillAccount(later.answer().accepted(true)));
    // One connection carries both in order, so the server has seen the cancel by now.
    stub.reserve(reserve());
    TestServer.fillAccount(command.answer().accepted(true));
    command.answer().reason(dev.ringfence.engine.domain.Reason.NONE);
    server.shard().run(() -> FakeShard.answer(command)).get(10, TimeUnit.SECONDS);

    assertTrue(call.isCancelled());
  }

  @Test
  void shouldNeverThrowIntoTheShardWhenAnAnswerIsBroken() throws Exception {
    BlockingQueue<Command> open = new LinkedBlockingQueue<>();
    server.shard().behave(open::add);
    ListenableFuture<ReserveResponse> call =
        AccountServiceGrpc.newFutureStub(channel).reserve(reserve());
    Command command = open.take();
    command.answer().clear();
    command.answer().hasAccount(true);

    server.shard().run(() -> FakeShard.answer(command)).get(10, TimeUnit.SECONDS);

    Exception failure = assertThrows(Exception.class, () -> call.get(10, TimeUnit.SECONDS));
    assertEquals(Status.Code.INTERNAL, Status.fromThrowable(failure).getCode());
  }

  @Test
  void shouldGiveTheOtherRepliesWhenOneMeetsAnError() {
    server
        .shard()
        .answerWith(
            command -> {
              ((ReplyLane) command.replySink().buffer())
                  .add(
                      () -> {
                        throw new StackOverflowError("planned");
                      });
              TestServer.fillAccount(command.answer().accepted(true));
            });

    for (int call = 0; call < 3; call++) {
      assertEquals(
          "900",
          stub.withDeadlineAfter(10, TimeUnit.SECONDS)
              .reserve(reserve())
              .getResult()
              .getAccount()
              .getBalance());
    }
  }

  @Test
  void shouldRefuseAMessageAboveTheLimit() {
    ReserveRequest huge = reserve().toBuilder().setOrderId("x".repeat(257 * 1024)).build();

    StatusRuntimeException error =
        assertThrows(StatusRuntimeException.class, () -> stub.reserve(huge));

    assertEquals(Status.Code.RESOURCE_EXHAUSTED, error.getStatus().getCode());
    assertEquals(0, server.shard().published());
  }

  private StatusRuntimeException failure() {
    return assertThrows(StatusRuntimeException.class, () -> stub.reserve(reserve()));
  }

  private static ReserveRequest reserve() {
    return ReserveRequest.newBuilder()
        .setAccountId(42)
        .setRequestId("r-1")
        .setOrderId("o-1")
        .setAmount("100")
        .build();
  }

  private static void assertError(
      StatusRuntimeException error, Status.Code code, String reason, boolean retry) {
    assertEquals(code, error.getStatus().getCode());
    ErrorInfo info = detail(error, ErrorInfo.class);
    assertEquals("ringfence", info.getDomain());
    assertEquals(reason, info.getReason());
    if (retry) {
      assertTrue(Durations.toMillis(detail(error, RetryInfo.class).getRetryDelay()) > 0);
    } else {
      assertFalse(has(error, RetryInfo.class));
    }
  }

  private static boolean has(
      StatusRuntimeException error, Class<? extends com.google.protobuf.Message> type) {
    return StatusProto.fromThrowable(error).getDetailsList().stream()
        .anyMatch(detail -> detail.is(type));
  }

  private static <M extends com.google.protobuf.Message> M detail(
      StatusRuntimeException error, Class<M> type) {
    Any any =
        StatusProto.fromThrowable(error).getDetailsList().stream()
            .filter(detail -> detail.is(type))
            .findFirst()
            .orElseThrow(() -> new AssertionError("No " + type.getSimpleName() + " in " + error));
    try {
      return any.unpack(type);
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }
}
