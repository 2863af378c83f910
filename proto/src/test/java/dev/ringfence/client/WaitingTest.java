package dev.ringfence.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.ListLedgerRequest;
import dev.ringfence.client.FaultyServer.Fate;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever waits for an answer does so for a while, whatever others do with the client's thread. */
@Timeout(60)
final class WaitingTest {
  private static final Duration BRIEF = Duration.ofMillis(1_000);

  private FaultyServer server;
  private RingfenceClient client;

  @BeforeEach
  void start() throws IOException {
    server = new FaultyServer();
    client =
        RingfenceClient.connect(
            server.config().withCallTimeout(BRIEF).withResolveTimeout(Duration.ofMillis(100)));
    while (!isConnected()) {
      // Its time was too short for the connection, which goes on to be made.
    }
  }

  @AfterEach
  void stop() {
    client.close(Duration.ofMillis(300));
    server.close();
  }

  @Test
  void shouldRefuseToWaitForAFutureOnItsOwnThread() throws Exception {
    List<Function<CompletableFuture<Answer>, Object>> ways =
        List.of(
            CompletableFuture::join,
            future -> orFail(future::get),
            future -> orFail(() -> future.get(1, TimeUnit.HOURS)),
            future -> future.thenApply(Answer::isAccepted).join());

    for (Function<CompletableFuture<Answer>, Object> way : ways) {
      CompletableFuture<Object> waited =
          onOwnThread(() -> assertThrows(IllegalStateException.class, () -> way.apply(deposit())));

      assertInstanceOf(IllegalStateException.class, waited.get(30, TimeUnit.SECONDS));
    }
    assertTrue(client.blocking().deposit(request()).isAccepted(), "the client lives on");
  }

  @Test
  void shouldGiveWhatIsThereOnItsOwnThread() throws Exception {
    CompletableFuture<Answer> first = deposit();
    first.join();

    assertEquals(first.join(), onOwnThread(first::join).get(30, TimeUnit.SECONDS));
  }

  @Test
  void shouldEndBlockingCallsThoughItsThreadIsKept() throws Exception {
    CountDownLatch kept = new CountDownLatch(1);
    CompletableFuture<Object> keeper = onOwnThread(() -> orFail(() -> awaited(kept)));

    Answer answer = client.blocking().deposit(request());
    NotDoneException read =
        assertThrows(
            NotDoneException.class,
            () -> client.blocking().getAccount(GetAccountRequest.getDefaultInstance()));
    kept.countDown();

    assertInstanceOf(Answer.Unknown.class, answer);
    assertEquals("OWN_THREAD_KEPT", read.problem().getReason());
    keeper.get(30, TimeUnit.SECONDS);
    assertTrue(client.blocking().deposit(request()).isAccepted());
    assertEquals(2, server.done().size(), "nothing is sent whose time is over");
  }

  @Test
  void shouldSayThatItsThreadWasKept() throws Exception {
    CountDownLatch kept = new CountDownLatch(1);
    CompletableFuture<Object> keeper = onOwnThread(() -> orFail(() -> awaited(kept)));
    List<CompletableFuture<?>> late =
        List.of(deposit(), client.listLedger(ListLedgerRequest.getDefaultInstance()));

    Thread.sleep(BRIEF.toMillis() + 1);
    kept.countDown();

    keeper.get(30, TimeUnit.SECONDS);
    for (CompletableFuture<?> each : late) {
      CompletionException failure = assertThrows(CompletionException.class, each::join);
      NotDoneException notDone = assertInstanceOf(NotDoneException.class, failure.getCause());
      assertEquals("OWN_THREAD_KEPT", notDone.problem().getReason());
    }
  }

  @Test
  void shouldTellWhereACallThatWasNotDoneWasMade() {
    client.close();

    NotDoneException failure =
        assertThrows(NotDoneException.class, () -> client.blocking().deposit(request()));

    assertTrue(
        Arrays.stream(failure.getStackTrace())
            .anyMatch(line -> line.getClassName().equals(WaitingTest.class.getName())));
  }

  @Test
  void shouldDoNothingForWhomeverIsInterruptedBefore() {
    Thread.currentThread().interrupt();

    NotDoneException failure =
        assertThrows(NotDoneException.class, () -> client.blocking().deposit(request()));

    assertTrue(Thread.interrupted(), "whoever interrupts a thread is heard");
    assertEquals("INTERRUPTED", failure.problem().getReason());
    assertTrue(client.blocking().deposit(request()).isAccepted());
    assertEquals(1, server.done().size());
  }

  @Test
  void shouldNotKnowOfAWriteWhoseCallerIsInterruptedMeanwhile() {
    Thread waiting = Thread.currentThread();
    server.decideFates(
        command -> {
          waiting.interrupt();
          return Fate.SWALLOWED;
        });

    Answer answer = client.blocking().deposit(request());

    assertTrue(Thread.interrupted());
    assertInstanceOf(Answer.Unknown.class, answer);
  }

  @Test
  void shouldSayThatAReadWasNotDoneWhoseCallerIsInterruptedMeanwhile() {
    Thread waiting = Thread.currentThread();
    server.decideFates(
        command -> {
          waiting.interrupt();
          return Fate.SWALLOWED;
        });

    assertThrows(
        NotDoneException.class,
        () -> client.blocking().getAccount(GetAccountRequest.getDefaultInstance()));
    assertTrue(Thread.interrupted());
  }

  /** Runs it where answers come in, and not on this thread because one has come in already. */
  private CompletableFuture<Object> onOwnThread(Callable<Object> work) {
    CompletableFuture<Object> done = new CompletableFuture<>();
    CountDownLatch hung = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    server.decideFates(
        command -> {
          orFail(() -> awaited(hung));
          return Fate.ANSWERED;
        });
    deposit()
        .whenComplete(
            (answer, failure) -> {
              begun.countDown();
              try {
                done.complete(work.call());
              } catch (Exception | Error thrown) {
                done.completeExceptionally(thrown);
              }
            });
    hung.countDown();
    orFail(() -> awaited(begun));
    server.decideFates(command -> Fate.ANSWERED);
    return done;
  }

  private boolean isConnected() {
    try {
      return client.blocking().getAccount(GetAccountRequest.getDefaultInstance()) != null;
    } catch (NotDoneException notYet) {
      return false;
    }
  }

  private CompletableFuture<Answer> deposit() {
    return client.deposit(request());
  }

  private static DepositRequest request() {
    return DepositRequest.newBuilder().setAccountId(42).setAmount("1").build();
  }

  private static Object awaited(CountDownLatch latch) throws InterruptedException {
    return latch.await(30, TimeUnit.SECONDS);
  }

  private static Object orFail(Callable<Object> wait) {
    try {
      return wait.call();
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }
}
