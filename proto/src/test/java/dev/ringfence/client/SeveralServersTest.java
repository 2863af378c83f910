package dev.ringfence.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.Problem;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.client.FaultyServer.Fate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
final class SeveralServersTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  /** For what is to be answered at last. */
  private static final Duration AMPLE = Duration.ofSeconds(60);

  private static final Problem NOT_SERVING =
      Problem.newBuilder()
          .setCode("UNAVAILABLE")
          .setReason("SHARD_NOT_SERVING")
          .setRetryAfterMillis(200)
          .build();

  private FaultyServer first;
  private FaultyServer second;
  private RingfenceClient client;

  @BeforeEach
  void start() throws IOException {
    first = new FaultyServer();
    second = new FaultyServer();
    client = RingfenceClient.connect(both().withCallTimeout(AMPLE));
  }

  private ClientConfig both() {
    return ClientConfig.to(first.address() + "," + second.address());
  }

  @AfterEach
  void stop() {
    client.close(SHORT);
    first.close();
    second.close();
  }

  @Test
  void shouldStayWithTheFirstWhileItServes() {
    for (int number = 0; number < 20; number++) {
      assertTrue(client.blocking().deposit(deposit("id-" + number)).isAccepted());
    }

    assertEquals(20, first.done().size());
    assertEquals(0, second.streams());
  }

  @Test
  void shouldLeaveAServerThatDoesNotServe() {
    first.haveProblems(command -> NOT_SERVING);
    List<CompletableFuture<Answer>> futures = new ArrayList<>();
    for (int number = 0; number < 10; number++) {
      futures.add(client.deposit(deposit("id-" + number)));
    }

    for (CompletableFuture<Answer> future : futures) {
      assertTrue(future.join().isAccepted());
    }
    assertEquals(10, second.done().size());
    assertEquals(List.of(), first.done());
  }

  @Test
  void shouldLeaveAServerThatBeginsToFailInTheMiddle() {
    assertTrue(client.blocking().deposit(deposit("one")).isAccepted());
    first.haveProblems(command -> NOT_SERVING);

    assertTrue(client.blocking().deposit(deposit("two")).isAccepted());

    assertEquals(List.of("one"), first.done());
    assertEquals(List.of("two"), second.done());
  }

  @Test
  void shouldStayWhereOnlySomeShardsDoNotServe() {
    first.haveProblems(command -> command.getDeposit().getAccountId() == 1 ? NOT_SERVING : null);
    CompletableFuture<Answer> other =
        client.deposit(deposit("other").toBuilder().setAccountId(1).build());
    AtomicInteger count = new AtomicInteger();
    CompletableFuture<Void> end = new CompletableFuture<>();

    depositFor(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2_500), count, end);
    end.join();

    assertEquals(count.get(), first.done().size());
    assertEquals(0, second.streams());
    first.haveProblems(command -> null);
    assertTrue(other.join().isAccepted());
  }

  /** One after the other on the client's own thread, so that there is always a good answer. */
  private void depositFor(long endNanos, AtomicInteger count, CompletableFuture<Void> end) {
    client
        .deposit(deposit("id-" + count.incrementAndGet()))
        .whenComplete(
            (answer, failure) -> {
              if (failure != null || !answer.isAccepted()) {
                end.completeExceptionally(new AssertionError("Not accepted: " + answer, failure));
              } else if (System.nanoTime() - endNanos < 0) {
                depositFor(endNanos, count, end);
              } else {
                end.complete(null);
              }
            });
  }

  @Test
  void shouldGoOnElsewhereWhenAServerIsGone() {
    assertTrue(client.blocking().deposit(deposit("one")).isAccepted());
    first.close();

    assertTrue(client.blocking().deposit(deposit("two")).isAccepted());
    assertEquals(List.of("two"), second.done());
  }

  @Test
  void shouldComeBackWhenTheOtherDoesNotServeEither() {
    first.haveProblems(command -> second.seen().isEmpty() ? NOT_SERVING : null);
    second.haveProblems(command -> NOT_SERVING);

    assertTrue(client.blocking().deposit(deposit("one")).isAccepted());
    assertEquals(List.of("one"), first.done());
  }

  @Test
  void shouldStillBeSureThatNothingWasDoneWhenNobodyServes() {
    first.haveProblems(command -> NOT_SERVING);
    second.haveProblems(command -> NOT_SERVING);
    client.close(SHORT);
    client = RingfenceClient.connect(both().withCallTimeout(Duration.ofSeconds(6)));

    NotDoneException failure =
        assertThrows(NotDoneException.class, () -> client.blocking().deposit(deposit("one")));

    assertEquals("SHARD_NOT_SERVING", failure.problem().getReason());
    assertTrue(second.streams() > 0, "it did look there");
  }

  @Test
  void shouldNotForgetThatALeftServerMayHaveDoneIt() {
    first.decideFates(command -> isFirst(command) ? Fate.DONE_IN_SILENCE : Fate.SWALLOWED);
    first.haveProblems(command -> isFirst(command) ? null : NOT_SERVING);
    second.haveProblems(command -> NOT_SERVING);
    client.close(SHORT);
    client =
        RingfenceClient.connect(
            both().withCallTimeout(Duration.ofSeconds(8)).withResolveTimeout(SHORT));

    CompletableFuture<Answer> silent = client.deposit(deposit("first"));
    CompletableFuture<Answer> refused = client.deposit(deposit("second"));

    assertInstanceOf(Answer.Unknown.class, silent.join());
    assertThrows(java.util.concurrent.CompletionException.class, refused::join);
    assertTrue(second.seen().stream().anyMatch(SeveralServersTest::isFirst), "it was sent again");
  }

  private static boolean isFirst(SessionCommand command) {
    return command.getDeposit().getRequestId().equals("first");
  }

  private static DepositRequest deposit(String requestId) {
    return DepositRequest.newBuilder()
        .setAccountId(42)
        .setAmount("1")
        .setRequestId(requestId)
        .build();
  }
}
