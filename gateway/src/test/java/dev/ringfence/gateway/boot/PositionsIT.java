package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.ApplyFillRequest;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.ListPositionsRequest;
import dev.ringfence.api.v1.ListPositionsResponse;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Position;
import dev.ringfence.api.v1.Reason;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.Side;
import dev.ringfence.api.v1.WithdrawRequest;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node lists of an account, right after it has acknowledged what changed it. */
@Timeout(60)
final class PositionsIT {
  private static final long ACCOUNT = 42;
  private static final int FILLS = 200;

  private final PostgresBackend postgres = Backends.freshDatabase();
  private Node node;
  private ManagedChannel channel;
  private AccountServiceBlockingStub stub;
  private int requests;

  @BeforeEach
  void start() throws Exception {
    node = TestNode.on(postgres).withShards(2).start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort()).usePlaintext().build();
    stub = AccountServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    accepted(
        stub.openAccount(
                OpenAccountRequest.newBuilder()
                    .setAccountId(ACCOUNT)
                    .setRequestId(requestId())
                    .setCurrency("USD")
                    .build())
            .getResult());
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    node.close();
  }

  @Test
  void shouldHaveEachFillInItOnceItIsAcknowledged() {
    deposit("1000", "");
    reserve("buy", "400", "");

    for (int fill = 1; fill <= FILLS; fill++) {
      CommandResult filled = fill("buy", Side.SIDE_BUY, "1", "2");
      ListPositionsResponse listed = list();

      assertEquals(filled.getAccount(), listed.getResult().getAccount());
      assertEquals(List.of(filled.getPosition()), listed.getPositionsList());
    }
  }

  @Test
  void shouldLeaveOutAPositionOnceNothingIsLeftOfIt() {
    deposit("3", "ACME");
    deposit("1", "BETA");
    reserve("sell", "3", "ACME");
    assertEquals(List.of("ACME 0 3", "BETA 1 0"), holdings());

    fill("sell", Side.SIDE_SELL, "3", "10");
    assertEquals(List.of("BETA 1 0"), holdings());

    withdraw("1", "BETA");
    assertEquals(List.of(), holdings());

    deposit("2", "ACME");
    assertEquals(List.of("ACME 2 0"), holdings());
  }

  @Test
  void shouldRejectAnAccountThatIsNotThereAsOtherReadsDo() {
    CommandResult result =
        stub.listPositions(ListPositionsRequest.newBuilder().setAccountId(4_711).build())
            .getResult();

    assertEquals(Outcome.OUTCOME_REJECTED, result.getOutcome());
    assertEquals(Reason.REASON_ACCOUNT_NOT_FOUND, result.getReason());
  }

  private ListPositionsResponse list() {
    return stub.listPositions(ListPositionsRequest.newBuilder().setAccountId(ACCOUNT).build());
  }

  private List<String> holdings() {
    return list().getPositionsList().stream().map(PositionsIT::text).toList();
  }

  private static String text(Position position) {
    return position.getSymbol()
        + " "
        + position.getQuantity()
        + " "
        + position.getReservedQuantity();
  }

  private void deposit(String amount, String symbol) {
    accepted(
        stub.deposit(
                DepositRequest.newBuilder()
                    .setAccountId(ACCOUNT)
                    .setRequestId(requestId())
                    .setAmount(amount)
                    .setSymbol(symbol)
                    .build())
            .getResult());
  }

  private void withdraw(String amount, String symbol) {
    accepted(
        stub.withdraw(
                WithdrawRequest.newBuilder()
                    .setAccountId(ACCOUNT)
                    .setRequestId(requestId())
                    .setAmount(amount)
                    .setSymbol(symbol)
                    .build())
            .getResult());
  }

  private void reserve(String orderId, String amount, String symbol) {
    accepted(
        stub.reserve(
                ReserveRequest.newBuilder()
                    .setAccountId(ACCOUNT)
                    .setRequestId(requestId())
                    .setOrderId(orderId)
                    .setAmount(amount)
                    .setSymbol(symbol)
                    .build())
            .getResult());
  }

  private CommandResult fill(String orderId, Side side, String quantity, String price) {
    return accepted(
        stub.applyFill(
                ApplyFillRequest.newBuilder()
                    .setAccountId(ACCOUNT)
                    .setRequestId(requestId())
                    .setOrderId(orderId)
                    .setSymbol("ACME")
                    .setSide(side)
                    .setQuantity(quantity)
                    .setFillPrice(price)
                    .build())
            .getResult());
  }

  private static CommandResult accepted(CommandResult result) {
    assertEquals(Outcome.OUTCOME_ACCEPTED, result.getOutcome(), result::toString);
    return result;
  }

  private String requestId() {
    requests++;
    return "r-" + requests;
  }
}
