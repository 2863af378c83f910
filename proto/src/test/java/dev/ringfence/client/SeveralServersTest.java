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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SeveralServersTest {
  private static final Duration SHORT = Duration.ofMillis(300);
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
    client = RingfenceClient.connect(ClientConfig.to(first.address() + "," + second.address()));
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
  void shouldLeaveAServerThatDoesNotServe() throws Exception {
    first.haveProblems(command -> NOT_SERVING);
    List<CompletableFuture<Answer>> futures = new ArrayList<>();
    for (int number = 0; number < 10; number++) {
      futures.add(client.deposit(deposit("id-" + number)));
    }

    for (CompletableFuture<Answer> future : futures) {
      assertTrue(future.get(5, TimeUnit.SECONDS).isAccepted());
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
  void shouldStayWhereOnlySomeShardsDoNotServe() throws Exception {
    first.haveProblems(command -> command.getDeposit().getAccountId() == 1 ? NOT_SERVING : null);
    CompletableFuture<Answer> other =
        client.deposit(deposit("other").toBuilder().setAccountId(1).build());
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2_500);

    int number = 0;
    while (System.nanoTime() - endNanos < 0) {
      assertTrue(client.blocking().deposit(deposit("id-" + number++)).isAccepted());
    }

    assertEquals(number, first.done().size());
    assertEquals(0, second.streams());
    first.haveProblems(command -> null);
    assertTrue(other.get(5, TimeUnit.SECONDS).isAccepted());
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
    first.haveProblems(command -> first.seen().size() < 20 ? NOT_SERVING : null);
    second.haveProblems(command -> NOT_SERVING);
    client.close(SHORT);
    client =
        RingfenceClient.connect(
            ClientConfig.to(first.address() + "," + second.address())
                .withCallTimeout(Duration.ofSeconds(25)));

    assertTrue(client.blocking().deposit(deposit("one")).isAccepted());
    assertTrue(second.streams() > 0, "it did look there");
  }

  @Test
  void shouldStillBeSureThatNothingWasDoneWhenNobodyServes() {
    first.haveProblems(command -> NOT_SERVING);
    second.haveProblems(command -> NOT_SERVING);
    client.close(SHORT);
    client =
        RingfenceClient.connect(
            ClientConfig.to(first.address() + "," + second.address())
                .withCallTimeout(Duration.ofSeconds(3)));

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
            ClientConfig.to(first.address() + "," + second.address())
                .withCallTimeout(Duration.ofSeconds(4))
                .withResolveTimeout(SHORT));

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
