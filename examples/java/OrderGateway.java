import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.ListReservationsRequest;
import dev.ringfence.api.v1.ListReservationsResponse;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.SettleRequest;
import dev.ringfence.client.Answer;
import dev.ringfence.client.ClientConfig;
import dev.ringfence.client.NotDoneException;
import dev.ringfence.client.RingfenceClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** An order gateway in one page: a hundred orders at once, each reserved and then settled. */
public final class OrderGateway {
  private static final int ORDERS = 100;

  private OrderGateway() {}

  public static void main(String[] arguments) {
    String servers = arguments.length > 0 ? arguments[0] : "127.0.0.1:7400";
    long accountId = System.nanoTime();
    try (RingfenceClient client = RingfenceClient.connect(ClientConfig.to(servers))) {
      show(
          client.blocking().openAccount(
              OpenAccountRequest.newBuilder().setAccountId(accountId).setCurrency("USD").build()));
      show(
          client.blocking().deposit(
              DepositRequest.newBuilder().setAccountId(accountId).setAmount("95").build()));

      List<CompletableFuture<Answer>> orders = new ArrayList<>();
      for (int number = 1; number <= ORDERS; number++) {
        orders.add(reserveAndSettle(client, accountId, "order-" + number));
      }
      count(orders);
      System.out.println("still held: " + held(client, accountId));
    } catch (NotDoneException notDone) {
      // Nothing was done: the server can't be reached, or the request is wrong.
      System.err.println(notDone.getMessage());
      System.exit(3);
    }
  }

  /** What a gateway asks that has just started: the orders for which something is reserved. */
  private static List<String> held(RingfenceClient client, long accountId) {
    List<String> orders = new ArrayList<>();
    ListReservationsRequest.Builder request =
        ListReservationsRequest.newBuilder().setAccountId(accountId);
    do {
      ListReservationsResponse page = client.blocking().listReservations(request.build());
      page.getReservationsList().forEach(held -> orders.add(held.getOrderId()));
      request.setAfterSequence(page.getNextAfterSequence());
    } while (request.getAfterSequence() > 0);
    return orders;
  }

  /** Ids made of the order's: a gateway that has started anew asks again with them, and does nothing twice. */
  private static CompletableFuture<Answer> reserveAndSettle(
      RingfenceClient client, long accountId, String orderId) {
    return client
        .reserve(
            ReserveRequest.newBuilder()
                .setAccountId(accountId)
                .setRequestId(orderId + "-reserve")
                .setOrderId(orderId)
                .setAmount("1")
                .build())
        .thenCompose(
            reserved ->
                reserved.isAccepted()
                    ? client.settle(
                        SettleRequest.newBuilder()
                            .setAccountId(accountId)
                            .setRequestId(orderId + "-settle")
                            .setOrderId(orderId)
                            .build())
                    : CompletableFuture.completedFuture(reserved));
  }

  /** Three answers, and never a fourth; an exception says that the last step was not done. */
  private static void count(List<CompletableFuture<Answer>> orders) {
    int settled = 0;
    int rejected = 0;
    int unknown = 0;
    int notDone = 0;
    for (CompletableFuture<Answer> order : orders) {
      try {
        Answer answer = order.join();
        if (answer instanceof Answer.Accepted) {
          settled++;
        } else if (answer instanceof Answer.Rejected) {
          rejected++;
        } else {
          // Not a "no": it may be done. Keep the id, and ask again with it.
          unknown++;
          show(answer);
        }
      } catch (CompletionException failure) {
        if (!(failure.getCause() instanceof NotDoneException)) {
          throw failure;
        }
        // Certainly not done. What was reserved stays reserved until it is settled or released.
        notDone++;
      }
    }
    System.out.printf(
        "%d orders: %d settled, %d rejected, %d unknown, %d not done%n",
        orders.size(), settled, rejected, unknown, notDone);
  }

  /** Three answers, and what to do about each. */
  private static void show(Answer answer) {
    if (answer instanceof Answer.Accepted accepted) {
      System.out.println("done: balance " + accepted.result().getAccount().getBalance());
    } else if (answer instanceof Answer.Rejected rejected) {
      System.out.println("no: " + rejected.reason());
    } else if (answer instanceof Answer.Unknown unknown) {
      System.out.println("unknown, ask again with id " + unknown.requestId() + ": " + unknown.cause());
    }
  }
}
