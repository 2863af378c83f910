package dev.ringfence.gateway.rehearsal;

import com.google.protobuf.Duration;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceStub;
import dev.ringfence.api.v1.AmendRequest;
import dev.ringfence.api.v1.ApplyFillRequest;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.ReleaseRequest;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.SettleRequest;
import dev.ringfence.api.v1.Side;
import io.grpc.stub.StreamObserver;

/** One client's orders, each call sent when the one before is answered. */
final class RehearsedOrders {
  private static final int STEPS = 8;
  private static final String CURRENCY = "USD";
  private static final String SYMBOL = "AAPL";
  private static final Duration TIME_TO_LIVE = Duration.newBuilder().setSeconds(3_600).build();

  private final AccountServiceStub stub;
  private final long accountId;
  private final RehearsalClients clients;
  private int step;

  RehearsedOrders(AccountServiceStub stub, long accountId, RehearsalClients clients) {
    this.stub = stub;
    this.accountId = accountId;
    this.clients = clients;
  }

  void begin() {
    stub.openAccount(
        OpenAccountRequest.newBuilder()
            .setAccountId(accountId)
            .setRequestId("open")
            .setCurrency(CURRENCY)
            .build(),
        then());
  }

  private void next() {
    int order = step / STEPS;
    String requestId = "rehearsal-" + step;
    String first = "first-order-" + order;
    String second = "second-order-" + order;
    switch (step % STEPS) {
      case 0 -> deposit(requestId);
      case 1 -> reserve(requestId, first, "100.25");
      case 2 -> amend(requestId, first);
      case 3 -> fill(requestId, first);
      case 4 -> release(requestId, first);
      case 5 -> reserve(requestId, second, "50");
      case 6 -> settle(requestId, second);
      default -> read();
    }
    step++;
  }

  private void deposit(String requestId) {
    stub.deposit(
        DepositRequest.newBuilder()
            .setAccountId(accountId)
            .setRequestId(requestId)
            .setAmount("1000.50")
            .setCurrency(CURRENCY)
            .build(),
        then());
  }

  private void reserve(String requestId, String orderId, String amount) {
    stub.reserve(
        ReserveRequest.newBuilder()
            .setAccountId(accountId)
            .setRequestId(requestId)
            .setOrderId(orderId)
            .setAmount(amount)
            .setTimeToLive(TIME_TO_LIVE)
            .build(),
        then());
  }

  private void amend(String requestId, String orderId) {
    stub.amend(
        AmendRequest.newBuilder()
            .setAccountId(accountId)
            .setRequestId(requestId)
            .setOrderId(orderId)
            .setAmount("120")
            .build(),
        then());
  }

  private void fill(String requestId, String orderId) {
    stub.applyFill(
        ApplyFillRequest.newBuilder()
            .setAccountId(accountId)
            .setRequestId(requestId)
            .setOrderId(orderId)
            .setSymbol(SYMBOL)
            .setSide(Side.SIDE_BUY)
            .setQuantity("2")
            .setFillPrice("10.5")
            .build(),
        then());
  }

  private void release(String requestId, String orderId) {
    stub.release(
        ReleaseRequest.newBuilder()
            .setAccountId(accountId)
            .setRequestId(requestId)
            .setOrderId(orderId)
            .build(),
        then());
  }

  private void settle(String requestId, String orderId) {
    stub.settle(
        SettleRequest.newBuilder()
            .setAccountId(accountId)
            .setRequestId(requestId)
            .setOrderId(orderId)
            .build(),
        then());
  }

  private void read() {
    stub.getAccount(
        GetAccountRequest.newBuilder().setAccountId(accountId).setSymbol(SYMBOL).build(), then());
  }

  /** Goes on after the answer, whatever it says; after an error there is nothing to go on with. */
  private <R> StreamObserver<R> then() {
    return new StreamObserver<>() {
      @Override
      public void onNext(R response) {}

      @Override
      public void onError(Throwable failure) {
        clients.clientIsDone();
      }

      @Override
      public void onCompleted() {
        if (clients.isThereMore()) {
          next();
        } else {
          clients.clientIsDone();
        }
      }
    };
  }
}
