package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.ListReservationsRequest;
import dev.ringfence.api.v1.ListReservationsResponse;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.WatchAccountResponse;
import dev.ringfence.client.AccountWatch;
import dev.ringfence.client.Answer;
import dev.ringfence.client.ClientConfig;
import dev.ringfence.client.RingfenceClient;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The Java client against a real node that is stopped and started again under its hands. */
final class ClientIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int ACCOUNTS = 5;

  /** Even if all of them are under way at once, no client is refused for that. */
  private static final int ORDERS = 2_000;

  private final PostgresBackend postgres = Backends.freshDatabase();

  @Test
  void shouldLoseAndDoubleNothingWhenTheServerStartsAgain() throws Exception {
    Node first = start(0);
    int port = first.grpcPort();
    ClientConfig config = ClientConfig.to("127.0.0.1:" + port).withCallTimeout(LIMIT);
    try (RingfenceClient client = RingfenceClient.connect(config)) {
      openAccounts(client);
      List<CompletableFuture<Answer>> before = reserve(client, 0, ORDERS / 2);
      assertTrue(before.getFirst().get(10, TimeUnit.SECONDS).isAccepted());

      first.close();
      List<CompletableFuture<Answer>> after = reserve(client, ORDERS / 2, ORDERS);
      try (Node second = start(port)) {
        List<CompletableFuture<Answer>> all = new ArrayList<>(before);
        all.addAll(after);
        for (CompletableFuture<Answer> future : all) {
          Answer answer = future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
          assertTrue(answer.isAccepted(), answer::toString);
        }

        assertTrue(second.grpcPort() == port, "the client found it where it had been");
        assertEquals(ORDERS, number("SELECT count(*) FROM reservations"));
        assertEquals(ORDERS, held(client).size());
        assertEquals(
            2L * ACCOUNTS + ORDERS, number("SELECT count(*) FROM ledger"), "each was done once");
      }
    }
  }

  @Test
  void shouldShowEachDurableChangeAcrossARestart() throws Exception {
    Node first = start(0);
    int port = first.grpcPort();
    ClientConfig config = ClientConfig.to("127.0.0.1:" + port).withCallTimeout(LIMIT);
    BlockingQueue<WatchAccountResponse> shown = new LinkedBlockingQueue<>();
    Queue<String> notDurable = new ConcurrentLinkedQueue<>();
    try (RingfenceClient client = RingfenceClient.connect(config)) {
      openAccounts(client);
      AccountWatch watch =
          client.watch(
              1,
              change -> {
                if (!isInLedger(change)) {
                  notDurable.add(change.toString());
                }
                shown.add(change);
              });
      assertEquals(2, shown.poll(20, TimeUnit.SECONDS).getAccount().getVersion());
      join(reserve(client, 0, 10 * ACCOUNTS));
      first.close();
      try (Node second = start(port)) {
        join(reserve(client, 10 * ACCOUNTS, 20 * ACCOUNTS));

        long version = 2;
        while (version < 22) {
          WatchAccountResponse change = shown.poll(20, TimeUnit.SECONDS);
          assertEquals(version + 1 + change.getSkippedChanges(), change.getAccount().getVersion());
          version = change.getAccount().getVersion();
        }
        assertEquals(List.of(), List.copyOf(notDurable));
        assertEquals(port, second.grpcPort());
        assertFalse(watch.ended().isDone());
      }
    }
  }

  /** The orders that are held in all accounts, as a gateway asks that has just started. */
  private static Set<String> held(RingfenceClient client) {
    Set<String> orders = new HashSet<>();
    for (long account = 1; account <= ACCOUNTS; account++) {
      long after = 0;
      do {
        ListReservationsResponse page =
            client
                .blocking()
                .listReservations(
                    ListReservationsRequest.newBuilder()
                        .setAccountId(account)
                        .setAfterSequence(after)
                        .build());
        page.getReservationsList().forEach(held -> orders.add(held.getOrderId()));
        after = page.getNextAfterSequence();
      } while (after > 0);
    }
    return orders;
  }

  private static void join(List<CompletableFuture<Answer>> answers) throws Exception {
    for (CompletableFuture<Answer> answer : answers) {
      assertTrue(answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS).isAccepted());
    }
  }

  /** Looked up at the very moment when it is shown. */
  private boolean isInLedger(WatchAccountResponse change) {
    try {
      long found =
          number(
              "SELECT count(*) FROM ledger WHERE account_id = 1 AND version = "
                  + change.getAccount().getVersion()
                  + " AND balance = "
                  + change.getAccount().getBalance());
      return found == 1;
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void openAccounts(RingfenceClient client) {
    for (int accountId = 1; accountId <= ACCOUNTS; accountId++) {
      Answer opened =
          client
              .blocking()
              .openAccount(
                  OpenAccountRequest.newBuilder()
                      .setAccountId(accountId)
                      .setCurrency("USD")
                      .build());
      Answer deposited =
          client
              .blocking()
              .deposit(
                  DepositRequest.newBuilder().setAccountId(accountId).setAmount("9000").build());
      assertTrue(opened.isAccepted() && deposited.isAccepted());
    }
  }

  private static List<CompletableFuture<Answer>> reserve(RingfenceClient client, int from, int to) {
    List<CompletableFuture<Answer>> futures = new ArrayList<>();
    for (int number = from; number < to; number++) {
      futures.add(
          client.reserve(
              ReserveRequest.newBuilder()
                  .setAccountId(1 + number % ACCOUNTS)
                  .setOrderId("order-" + number)
                  .setAmount("1")
                  .build()));
    }
    return futures;
  }

  private Node start(int port) throws Exception {
    return TestNode.on(postgres).withShards(2).onGrpcPort(port).start();
  }

  private long number(String query) throws Exception {
    return Long.parseLong(postgres.value(query));
  }
}
