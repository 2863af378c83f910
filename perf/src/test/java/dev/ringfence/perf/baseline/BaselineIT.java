package dev.ringfence.perf.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.ApplyFillRequest;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Reason;
import dev.ringfence.api.v1.ReleaseRequest;
import dev.ringfence.api.v1.ReservationState;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.Side;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.localstack.testing.Backends;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both variants do the same, whatever the way they do it. */
final class BaselineIT {
  @ParameterizedTest
  @EnumSource(BaselineVariant.class)
  void shouldReserveFillAndRelease(BaselineVariant variant) throws Exception {
    serve(
        variant,
        accounts -> {
          fund(accounts);

          assertHolds(accepted(accounts, reserve("r1", "o1", "30")), "70.0000", "30.0000", 3);
          CommandResult fill = accounts.applyFill(fill("f1", "o1", false)).getResult();
          assertHolds(fill, "70.0000", "20.0000", 4);
          assertEquals("20", fill.getReservation().getRemaining());
          CommandResult release = accounts.release(release("x1", "o1")).getResult();
          assertHolds(release, "90.0000", "0.0000", 5);
          assertEquals(
              ReservationState.RESERVATION_STATE_RELEASED, release.getReservation().getState());
          assertHolds(
              accounts
                  .getAccount(GetAccountRequest.newBuilder().setAccountId(1).build())
                  .getResult(),
              "90.0000",
              "0.0000",
              5);
        });
  }

  @ParameterizedTest
  @EnumSource(BaselineVariant.class)
  void shouldReleaseTheRestWithTheLastFill(BaselineVariant variant) throws Exception {
    serve(
        variant,
        accounts -> {
          fund(accounts);
          accepted(accounts, reserve("r1", "o1", "30"));

          CommandResult fill = accounts.applyFill(fill("f1", "o1", true)).getResult();

          assertHolds(fill, "90.0000", "0.0000", 4);
        });
  }

  @ParameterizedTest
  @EnumSource(BaselineVariant.class)
  void shouldAnswerARetryLikeTheFirstTime(BaselineVariant variant) throws Exception {
    serve(
        variant,
        accounts -> {
          fund(accounts);
          CommandResult first = accepted(accounts, reserve("r1", "o1", "30"));
          accepted(accounts, reserve("r2", "o2", "30"));

          CommandResult again = accepted(accounts, reserve("r1", "o1", "30"));
          CommandResult other = accounts.reserve(reserve("r1", "o1", "31")).getResult();

          assertFalse(first.getReplayed());
          assertEquals(first.toBuilder().setReplayed(true).build(), again);
          assertEquals(Reason.REASON_REQUEST_ID_REUSED, other.getReason());
        });
  }

  @ParameterizedTest
  @EnumSource(BaselineVariant.class)
  void shouldRefuseWhatCannotBe(BaselineVariant variant) throws Exception {
    serve(
        variant,
        accounts -> {
          fund(accounts);
          accepted(accounts, reserve("r1", "o1", "30"));

          assertRefused(accounts, reserve("r2", "o2", "71"), Reason.REASON_INSUFFICIENT_BALANCE);
          assertRefused(accounts, reserve("r3", "o1", "1"), Reason.REASON_RESERVATION_EXISTS);
          assertRefused(
              accounts,
              reserve("r4", "o4", "1").toBuilder().setAccountId(2).build(),
              Reason.REASON_ACCOUNT_NOT_FOUND);
          assertEquals(
              Reason.REASON_RESERVATION_NOT_FOUND,
              accounts.release(release("x1", "o9")).getResult().getReason());
          accounts.release(release("x2", "o1"));
          assertEquals(
              Reason.REASON_RESERVATION_CLOSED,
              accounts.release(release("x3", "o1")).getResult().getReason());
          assertEquals(
              Reason.REASON_ACCOUNT_EXISTS,
              accounts.openAccount(open("again")).getResult().getReason());
        });
  }

  @ParameterizedTest
  @EnumSource(BaselineVariant.class)
  void shouldDoItOnceWhenAskedManyTimesAtOnce(BaselineVariant variant) throws Exception {
    serve(
        variant,
        accounts -> {
          fund(accounts);

          List<CommandResult> results = manyAtOnce(accounts, reserve("r1", "o1", "30"));

          assertEquals(1, results.stream().filter(result -> !result.getReplayed()).count());
          results.forEach(result -> assertHolds(result, "70.0000", "30.0000", 3));
        });
  }

  private static void serve(BaselineVariant variant, Consumer<AccountServiceBlockingStub> test)
      throws Exception {
    String jdbcUrl = Backends.freshDatabase().jdbcUrl();
    try (BaselineServer server = BaselineServer.start(jdbcUrl, variant, 0)) {
      ManagedChannel channel =
          NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
      try {
        test.accept(AccountServiceGrpc.newBlockingStub(channel));
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static List<CommandResult> manyAtOnce(
      AccountServiceBlockingStub accounts, ReserveRequest request) {
    Callable<CommandResult> call = () -> accounts.reserve(request).getResult();
    List<CommandResult> results = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(16)) {
      for (Future<CommandResult> result : executor.invokeAll(Collections.nCopies(64, call))) {
        results.add(result.get());
      }
    } catch (Exception e) {
      throw new AssertionError("a call failed", e);
    }
    return results;
  }

  private static void fund(AccountServiceBlockingStub accounts) {
    accounts.openAccount(open("open"));
    accounts.deposit(
        DepositRequest.newBuilder()
            .setAccountId(1)
            .setRequestId("deposit")
            .setAmount("100")
            .build());
  }

  private static CommandResult accepted(
      AccountServiceBlockingStub accounts, ReserveRequest request) {
    CommandResult result = accounts.reserve(request).getResult();
    assertEquals(Outcome.OUTCOME_ACCEPTED, result.getOutcome(), result::toString);
    return result;
  }

  private static void assertRefused(
      AccountServiceBlockingStub accounts, ReserveRequest request, Reason reason) {
    CommandResult result = accounts.reserve(request).getResult();
    assertEquals(Outcome.OUTCOME_REJECTED, result.getOutcome());
    assertEquals(reason, result.getReason());
  }

  private static void assertHolds(
      CommandResult result, String balance, String reserved, long version) {
    assertEquals(Outcome.OUTCOME_ACCEPTED, result.getOutcome(), result::toString);
    assertSame(balance, result.getAccount().getBalance());
    assertSame(reserved, result.getAccount().getReserved());
    assertEquals(version, result.getAccount().getVersion());
  }

  private static void assertSame(String expected, String amount) {
    assertEquals(Amount.parse(expected), Amount.parse(amount), () -> expected + ", " + amount);
  }

  private static OpenAccountRequest open(String requestId) {
    return OpenAccountRequest.newBuilder()
        .setAccountId(1)
        .setRequestId(requestId)
        .setCurrency("USD")
        .build();
  }

  private static ReserveRequest reserve(String requestId, String orderId, String amount) {
    return ReserveRequest.newBuilder()
        .setAccountId(1)
        .setRequestId(requestId)
        .setOrderId(orderId)
        .setAmount(amount)
        .build();
  }

  /** Two units at 5. */
  private static ApplyFillRequest fill(String requestId, String orderId, boolean last) {
    return ApplyFillRequest.newBuilder()
        .setAccountId(1)
        .setRequestId(requestId)
        .setOrderId(orderId)
        .setSymbol("ACME")
        .setSide(Side.SIDE_BUY)
        .setQuantity("2")
        .setFillPrice("5")
        .setLastFill(last)
        .build();
  }

  private static ReleaseRequest release(String requestId, String orderId) {
    return ReleaseRequest.newBuilder()
        .setAccountId(1)
        .setRequestId(requestId)
        .setOrderId(orderId)
        .build();
  }
}
