package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.AmendRequest;
import dev.ringfence.api.v1.ApplyFillRequest;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.GetReservationRequest;
import dev.ringfence.api.v1.ListPositionsRequest;
import dev.ringfence.api.v1.ListPositionsResponse;
import dev.ringfence.api.v1.ListReservationsRequest;
import dev.ringfence.api.v1.ListReservationsResponse;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Position;
import dev.ringfence.api.v1.Reason;
import dev.ringfence.api.v1.ReleaseRequest;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.Side;
import dev.ringfence.api.v1.WithdrawRequest;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.Until;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node lists of an account, right after it has acknowledged what changed it. */
@Timeout(60)
final class ListsIT {
  private static final int TIMES = 60;
  private static final AtomicLong ACCOUNTS = new AtomicLong(42);

  private static Node node;
  private static ManagedChannel channel;

  private final long accountId = ACCOUNTS.getAndIncrement();
  private AccountServiceBlockingStub stub;
  private int requests;

  @BeforeAll
  static void start() throws Exception {
    node = TestNode.on(Backends.freshDatabase()).withShards(2).start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort()).usePlaintext().build();
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    node.close();
  }

  @BeforeEach
  void open() {
    stub = AccountServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    accepted(
        stub.openAccount(
                OpenAccountRequest.newBuilder()
                    .setAccountId(accountId)
                    .setRequestId(requestId())
                    .setCurrency("USD")
                    .build())
            .getResult());
  }

  @Test
  void shouldHaveEachFillInItOnceItIsAcknowledged() {
    deposit("1000", "");
    reserve("buy", "400", "");

    for (int fill = 1; fill <= TIMES; fill++) {
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
  void shouldHaveEachReservationInItOnceItIsAcknowledged() {
    deposit("1000", "");
    List<Reservation> open = new ArrayList<>();

    for (int number = 1; number <= TIMES; number++) {
      CommandResult reserved = reserve("order-" + number, "2.5", "");
      open.add(reserved.getReservation());

      assertEquals(reserved.getAccount(), held().getResult().getAccount());
      assertEquals(open, reservations());
    }
    while (!open.isEmpty()) {
      release(open.removeFirst().getOrderId());

      assertEquals(open, reservations());
    }
  }

  @Test
  void shouldShowAReservationAsItIsAfterEachChange() throws Exception {
    deposit("100", "");
    deposit("5", "ACME");
    reserve("buy", "40", "");
    reserve("sell", "5", "ACME");

    fill("buy", Side.SIDE_BUY, "1", "3");
    fill("sell", Side.SIDE_SELL, "2", "10");
    assertEquals(List.of(reservation("buy"), reservation("sell")), reservations());
    assertEquals("37", reservations().getFirst().getRemaining());

    amend("buy", "50", Durations.fromHours(1));
    assertEquals(List.of(reservation("buy"), reservation("sell")), reservations());
    assertTrue(reservations().getFirst().hasExpiresAt());

    fill("sell", Side.SIDE_SELL, "3", "10");
    amend("buy", "50", Durations.fromMillis(1));
    Until.holds("the other has expired", () -> reservations().isEmpty());
    assertEquals("0", held().getResult().getAccount().getReserved());
  }

  @Test
  void shouldRejectAnAccountThatIsNotThereAsOtherReadsDo() {
    assertNotFound(
        stub.listPositions(ListPositionsRequest.newBuilder().setAccountId(4_711).build())
            .getResult());
    assertNotFound(
        stub.listReservations(ListReservationsRequest.newBuilder().setAccountId(4_711).build())
            .getResult());
  }

  private static void assertNotFound(CommandResult result) {
    assertEquals(Outcome.OUTCOME_REJECTED, result.getOutcome());
    assertEquals(Reason.REASON_ACCOUNT_NOT_FOUND, result.getReason());
  }

  private ListReservationsResponse held() {
    return stub.listReservations(
        ListReservationsRequest.newBuilder().setAccountId(accountId).setPageSize(1_000).build());
  }

  private List<Reservation> reservations() {
    return held().getReservationsList();
  }

  private Reservation reservation(String orderId) {
    return accepted(
            stub.getReservation(
                    GetReservationRequest.newBuilder()
                        .setAccountId(accountId)
                        .setOrderId(orderId)
                        .build())
                .getResult())
        .getReservation();
  }

  private ListPositionsResponse list() {
    return stub.listPositions(ListPositionsRequest.newBuilder().setAccountId(accountId).build());
  }

  private List<String> holdings() {
    return list().getPositionsList().stream().map(ListsIT::text).toList();
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
                    .setAccountId(accountId)
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
                    .setAccountId(accountId)
                    .setRequestId(requestId())
                    .setAmount(amount)
                    .setSymbol(symbol)
                    .build())
            .getResult());
  }

  private CommandResult reserve(String orderId, String amount, String symbol) {
    return accepted(
        stub.reserve(
                ReserveRequest.newBuilder()
                    .setAccountId(accountId)
                    .setRequestId(requestId())
                    .setOrderId(orderId)
                    .setAmount(amount)
                    .setSymbol(symbol)
                    .build())
            .getResult());
  }

  private void amend(String orderId, String amount, Duration timeToLive) {
    accepted(
        stub.amend(
                AmendRequest.newBuilder()
                    .setAccountId(accountId)
                    .setRequestId(requestId())
                    .setOrderId(orderId)
                    .setAmount(amount)
                    .setTimeToLive(timeToLive)
                    .build())
            .getResult());
  }

  private void release(String orderId) {
    accepted(
        stub.release(
                ReleaseRequest.newBuilder()
                    .setAccountId(accountId)
                    .setRequestId(requestId())
                    .setOrderId(orderId)
                    .build())
            .getResult());
  }

  private CommandResult fill(String orderId, Side side, String quantity, String price) {
    return accepted(
        stub.applyFill(
                ApplyFillRequest.newBuilder()
                    .setAccountId(accountId)
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
