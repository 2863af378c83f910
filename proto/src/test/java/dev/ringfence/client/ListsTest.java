package dev.ringfence.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceImplBase;
import dev.ringfence.api.v1.FieldViolation;
import dev.ringfence.api.v1.LedgerEntry;
import dev.ringfence.api.v1.ListLedgerRequest;
import dev.ringfence.api.v1.ListLedgerResponse;
import dev.ringfence.api.v1.ListPositionsRequest;
import dev.ringfence.api.v1.ListPositionsResponse;
import dev.ringfence.api.v1.ListReservationsRequest;
import dev.ringfence.api.v1.ListReservationsResponse;
import dev.ringfence.api.v1.Position;
import dev.ringfence.api.v1.Reservation;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
final class ListsTest {
  private static final java.time.Duration SHORT = java.time.Duration.ofMillis(300);

  private static final ListReservationsRequest REQUEST =
      ListReservationsRequest.newBuilder().setAccountId(42).setAfterSequence(7).build();

  private static final ListReservationsResponse PAGE =
      ListReservationsResponse.newBuilder()
          .addReservations(Reservation.newBuilder().setOrderId("o-1"))
          .setNextAfterSequence(9)
          .build();

  private final Scripted first = new Scripted();
  private final Scripted second = new Scripted();
  private Server one;
  private Server two;
  private RingfenceClient client;

  @BeforeEach
  void start() throws IOException {
    one = serve(first);
    two = serve(second);
    client = RingfenceClient.connect(both());
  }

  @AfterEach
  void stop() {
    client.close(SHORT);
    one.shutdownNow();
    two.shutdownNow();
  }

  @Test
  void shouldListWhatTheServerHolds() {
    assertEquals(PAGE, client.blocking().listReservations(REQUEST));
    assertEquals(
        "ACME after AB",
        client
            .blocking()
            .listPositions(ListPositionsRequest.newBuilder().setAfterSymbol("AB").build())
            .getPositions(0)
            .getSymbol());
    assertEquals(
        18,
        client
            .blocking()
            .listLedger(ListLedgerRequest.newBuilder().setAfterVersion(17).build())
            .getEntries(0)
            .getVersion());
    assertEquals(0, second.calls());
  }

  @Test
  void shouldAskAgainNoSoonerThanTheServerWants() {
    first.then(refusal(Code.RESOURCE_EXHAUSTED, "LEDGER_BUSY", 400));
    long begin = System.nanoTime();

    assertEquals(PAGE, client.blocking().listReservations(REQUEST));

    assertTrue(System.nanoTime() - begin >= TimeUnit.MILLISECONDS.toNanos(400));
    assertEquals(2, first.calls());
    assertEquals(0, second.calls(), "who is refused for what he asks does not ask elsewhere");
  }

  @Test
  void shouldAskAnotherServerWhenOneHasNoDatabase() {
    first.then(refusal(Code.UNAVAILABLE, "LEDGER_UNAVAILABLE", 10));

    assertEquals(PAGE, client.blocking().listReservations(REQUEST));
    assertEquals(1, second.calls());

    assertEquals(PAGE, client.blocking().listReservations(REQUEST));
    assertEquals(1, first.calls(), "it stays where it was answered");
  }

  @Test
  void shouldAskAnotherServerWhenOneIsGone() {
    one.shutdownNow();

    assertEquals(PAGE, client.blocking().listReservations(REQUEST));
    assertEquals(1, second.calls());
  }

  @Test
  void shouldAskAnotherServerWhenOneSaysNothing() {
    client.close(SHORT);
    client = RingfenceClient.connect(both().withCallTimeout(java.time.Duration.ofSeconds(8)));
    first.then(observer -> {});

    assertEquals(PAGE, client.blocking().listReservations(REQUEST));
    assertEquals(1, second.calls());
  }

  @Test
  void shouldNotRepeatWhatIsWrong() {
    first.then(
        observer ->
            observer.onError(
                StatusProto.toStatusRuntimeException(
                    com.google.rpc.Status.newBuilder()
                        .setCode(Code.INVALID_ARGUMENT_VALUE)
                        .setMessage("The request is wrong")
                        .addDetails(
                            Any.pack(
                                ErrorInfo.newBuilder()
                                    .setDomain("ringfence")
                                    .setReason("INVALID_REQUEST")
                                    .build()))
                        .addDetails(
                            Any.pack(
                                BadRequest.newBuilder()
                                    .addFieldViolations(
                                        BadRequest.FieldViolation.newBuilder()
                                            .setField("page_size")
                                            .setDescription("must be between 0 and 1000"))
                                    .build()))
                        .build())));

    NotDoneException failure =
        assertThrows(NotDoneException.class, () -> client.blocking().listReservations(REQUEST));

    assertEquals("INVALID_ARGUMENT", failure.problem().getCode());
    assertEquals("INVALID_REQUEST: The request is wrong", failure.getMessage());
    assertEquals(
        List.of(
            FieldViolation.newBuilder()
                .setField("page_size")
                .setDescription("must be between 0 and 1000")
                .build()),
        failure.problem().getViolationsList());
    assertEquals(1, first.calls() + second.calls());
  }

  @Test
  void shouldEndInTimeWhenNobodyAnswers() {
    client.close(SHORT);
    client = RingfenceClient.connect(both().withCallTimeout(java.time.Duration.ofSeconds(3)));
    first.always(observer -> {});
    second.always(observer -> {});

    NotDoneException failure =
        assertThrows(NotDoneException.class, () -> client.blocking().listReservations(REQUEST));

    assertEquals("DEADLINE_EXCEEDED", failure.problem().getCode());
    assertTrue(second.calls() > 0, "it did look there");
  }

  @Test
  void shouldSayOfAServerThatIsBusyForLongerThanThereIsTimeThatItIsBusy() {
    first.then(refusal(Code.RESOURCE_EXHAUSTED, "LEDGER_BUSY", 10));
    first.then(refusal(Code.RESOURCE_EXHAUSTED, "LEDGER_BUSY", 60_000));

    NotDoneException failure =
        assertThrows(NotDoneException.class, () -> client.blocking().listReservations(REQUEST));

    assertEquals("LEDGER_BUSY", failure.problem().getReason());
  }

  @Test
  void shouldWaitForWhatIsOpenWhenItCloses() {
    CompletableFuture<StreamObserver<ListReservationsResponse>> asked = new CompletableFuture<>();
    first.then(asked::complete);
    CompletableFuture<ListReservationsResponse> page = client.listReservations(REQUEST);
    asked.thenAcceptAsync(
        observer -> {
          observer.onNext(PAGE);
          observer.onCompleted();
        },
        CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS));
    asked.join();

    client.close();

    assertTrue(page.isDone());
    assertEquals(PAGE, page.join());
  }

  @Test
  void shouldEndWithItsClient() {
    CompletableFuture<Object> asked = new CompletableFuture<>();
    first.then(asked::complete);
    CompletableFuture<ListReservationsResponse> page = client.listReservations(REQUEST);
    asked.join();

    client.close(SHORT);

    assertEquals("CLIENT_CLOSED", reason(page));
    assertEquals("CLIENT_CLOSED", reason(client.listReservations(REQUEST)));
  }

  @Test
  void shouldTakeAPlaceUntilItIsOver() {
    client.close(SHORT);
    client = RingfenceClient.connect(both().withMaxInFlight(1));
    CompletableFuture<StreamObserver<ListReservationsResponse>> asked = new CompletableFuture<>();
    first.then(asked::complete);
    CompletableFuture<ListReservationsResponse> page = client.listReservations(REQUEST);
    StreamObserver<ListReservationsResponse> open = asked.join();
    assertTrue(page.cancel(true));

    assertEquals("TOO_MANY_IN_FLIGHT", reason(client.listReservations(REQUEST)));
    open.onNext(PAGE);
    open.onCompleted();

    CompletableFuture<ListReservationsResponse> next = client.listReservations(REQUEST);
    while (next.isCompletedExceptionally()) {
      assertEquals("TOO_MANY_IN_FLIGHT", reason(next));
      next = client.listReservations(REQUEST);
    }
    assertEquals(PAGE, next.join());
  }

  @Test
  void shouldRefuseToWaitOnItsOwnThread() {
    CompletableFuture<Boolean> refused =
        client
            .listReservations(REQUEST)
            .thenApply(
                page -> {
                  assertThrows(
                      IllegalStateException.class,
                      () -> client.blocking().listReservations(REQUEST));
                  return true;
                });

    assertTrue(refused.join());
  }

  @Test
  void shouldSayNotDoneWhenTheWaitIsInterrupted() throws Exception {
    first.always(observer -> {});
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                client.blocking().listReservations(REQUEST);
              } catch (NotDoneException failure) {
                thrown.complete(Thread.currentThread().isInterrupted() ? failure : null);
              }
            });
    waiting.start();
    waiting.interrupt();

    assertInstanceOf(NotDoneException.class, thrown.get(30, TimeUnit.SECONDS));
    waiting.join(TimeUnit.SECONDS.toMillis(30));
    assertFalse(waiting.isAlive());
  }

  private ClientConfig both() {
    return ClientConfig.to("127.0.0.1:" + one.getPort() + ",127.0.0.1:" + two.getPort())
        .withCallTimeout(java.time.Duration.ofSeconds(60));
  }

  private static Server serve(Scripted service) throws IOException {
    return Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
        .addService(service)
        .build()
        .start();
  }

  private static String reason(CompletableFuture<?> page) {
    CompletionException end = assertThrows(CompletionException.class, page::join);
    return assertInstanceOf(NotDoneException.class, end.getCause()).problem().getReason();
  }

  private static Consumer<StreamObserver<ListReservationsResponse>> refusal(
      Code code, String reason, int retryMillis) {
    return observer ->
        observer.onError(
            StatusProto.toStatusRuntimeException(
                com.google.rpc.Status.newBuilder()
                    .setCode(code.getNumber())
                    .addDetails(
                        Any.pack(
                            ErrorInfo.newBuilder()
                                .setDomain("ringfence")
                                .setReason(reason)
                                .build()))
                    .addDetails(
                        Any.pack(
                            RetryInfo.newBuilder()
                                .setRetryDelay(
                                    Duration.newBuilder()
                                        .setSeconds(retryMillis / 1_000)
                                        .setNanos(retryMillis % 1_000 * 1_000_000))
                                .build()))
                    .build()));
  }

  /** Does what it is told with one reservation list after the other, and then answers. */
  private static final class Scripted extends AccountServiceImplBase {
    private final Queue<Consumer<StreamObserver<ListReservationsResponse>>> scripts =
        new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Consumer<StreamObserver<ListReservationsResponse>> usual =
        observer -> {
          observer.onNext(PAGE);
          observer.onCompleted();
        };

    void then(Consumer<StreamObserver<ListReservationsResponse>> script) {
      scripts.add(script);
    }

    void always(Consumer<StreamObserver<ListReservationsResponse>> script) {
      usual = script;
    }

    int calls() {
      return calls.get();
    }

    @Override
    public void listReservations(
        ListReservationsRequest request, StreamObserver<ListReservationsResponse> observer) {
      assertEquals(REQUEST, request);
      calls.incrementAndGet();
      Consumer<StreamObserver<ListReservationsResponse>> script = scripts.poll();
      (script == null ? usual : script).accept(observer);
    }

    @Override
    public void listPositions(
        ListPositionsRequest request, StreamObserver<ListPositionsResponse> observer) {
      observer.onNext(
          ListPositionsResponse.newBuilder()
              .addPositions(
                  Position.newBuilder().setSymbol("ACME after " + request.getAfterSymbol()))
              .build());
      observer.onCompleted();
    }

    @Override
    public void listLedger(ListLedgerRequest request, StreamObserver<ListLedgerResponse> observer) {
      observer.onNext(
          ListLedgerResponse.newBuilder()
              .addEntries(LedgerEntry.newBuilder().setVersion(request.getAfterVersion() + 1))
              .build());
      observer.onCompleted();
    }
  }
}
