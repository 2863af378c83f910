package dev.ringfence.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceImplBase;
import dev.ringfence.api.v1.WatchAccountRequest;
import dev.ringfence.api.v1.WatchAccountResponse;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class AccountWatchTest {
  private final Queue<Consumer<StreamObserver<WatchAccountResponse>>> scripts =
      new ConcurrentLinkedQueue<>();
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final BlockingQueue<WatchAccountResponse> shown = new LinkedBlockingQueue<>();
  private Server server;
  private RingfenceClient client;

  @BeforeEach
  void start() throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new Scripted())
            .build()
            .start();
    client = RingfenceClient.connect(ClientConfig.to("127.0.0.1:" + server.getPort()));
  }

  @AfterEach
  void stop() {
    client.close();
    server.shutdownNow();
  }

  @Test
  void shouldComeBackAndShowEachVersionOnce() throws Exception {
    scripts.add(
        observer -> {
          observer.onNext(change(3));
          observer.onNext(change(4));
          observer.onError(Status.UNAVAILABLE.asRuntimeException());
        });
    scripts.add(observer -> observer.onError(Status.RESOURCE_EXHAUSTED.asRuntimeException()));
    scripts.add(
        observer -> {
          observer.onNext(change(4));
          observer.onCompleted();
        });
    scripts.add(
        observer -> {
          observer.onNext(change(8));
          observer.onNext(change(9));
        });

    AccountWatch watch = client.watch(42, shown::add);

    assertEquals(List.of("3 0", "4 0", "8 3", "9 0"), shown(4));
    assertTrue(!watch.ended().isDone());
  }

  @Test
  void shouldEndWhenItCanNotComeAbout() {
    for (Status status :
        List.of(Status.NOT_FOUND, Status.PERMISSION_DENIED, Status.UNAUTHENTICATED)) {
      scripts.add(observer -> observer.onError(status.asRuntimeException()));

      AccountWatch watch = client.watch(42, shown::add);

      ExecutionException end =
          assertThrows(ExecutionException.class, () -> watch.ended().get(30, TimeUnit.SECONDS));
      NotDoneException failure = (NotDoneException) end.getCause();
      assertEquals(status.getCode().name(), failure.problem().getCode());
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, AssertionError.class})
  void shouldEndWithWhatItsListenerThrows(Class<? extends Throwable> thrown) {
    scripts.add(observer -> observer.onNext(change(3)));

    AccountWatch watch =
        client.watch(
            42,
            change -> {
              if (thrown == AssertionError.class) {
                throw new AssertionError("from the listener");
              }
              throw new IllegalStateException("from the listener");
            });

    ExecutionException end =
        assertThrows(ExecutionException.class, () -> watch.ended().get(30, TimeUnit.SECONDS));
    assertInstanceOf(thrown, end.getCause());
  }

  @Test
  void shouldTellTheServerWhenItIsClosed() throws Exception {
    scripts.add(observer -> observer.onNext(change(3)));
    AccountWatch watch = client.watch(42, shown::add);
    shown(1);

    watch.close();

    assertTrue(cancelled.await(30, TimeUnit.SECONDS));
    watch.ended().get(30, TimeUnit.SECONDS);
  }

  /** As orTimeout does, of whoever wants to watch for a while. */
  @Test
  void shouldTellTheServerWhenItsFutureIsEndedByWhoeverHasIt() throws Exception {
    scripts.add(observer -> observer.onNext(change(3)));
    AccountWatch watch = client.watch(42, shown::add);
    shown(1);

    assertTrue(watch.ended().cancel(true));

    assertTrue(cancelled.await(30, TimeUnit.SECONDS));
  }

  @Test
  void shouldLeaveAServerThatTakesConnectionsAndSaysNothing() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        RingfenceClient both =
            RingfenceClient.connect(
                ClientConfig.to(
                    "127.0.0.1:" + silent.getLocalPort() + ",127.0.0.1:" + server.getPort()))) {
      scripts.add(observer -> observer.onNext(change(3)));
      long beganNanos = System.nanoTime();

      both.watch(42, shown::add);

      assertEquals(List.of("3 0"), shown(1));
      long tookNanos = System.nanoTime() - beganNanos;
      assertTrue(tookNanos < TimeUnit.SECONDS.toNanos(12), () -> tookNanos + " ns");
    }
  }

  @Test
  void shouldEndWithItsClient() throws Exception {
    scripts.add(observer -> observer.onNext(change(3)));
    AccountWatch watch = client.watch(42, shown::add);
    shown(1);

    client.close();

    watch.ended().get(30, TimeUnit.SECONDS);
    client.watch(42, shown::add).ended().get(30, TimeUnit.SECONDS);
  }

  /** "version skipped" of each. */
  private List<String> shown(int count) throws InterruptedException {
    List<String> all = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      WatchAccountResponse change = shown.poll(30, TimeUnit.SECONDS);
      all.add(
          change == null
              ? "nothing"
              : change.getAccount().getVersion() + " " + change.getSkippedChanges());
    }
    return all;
  }

  private static WatchAccountResponse change(long version) {
    return WatchAccountResponse.newBuilder()
        .setAccount(Account.newBuilder().setAccountId(42).setVersion(version))
        .build();
  }

  private final class Scripted extends AccountServiceImplBase {
    @Override
    public void watchAccount(
        WatchAccountRequest request, StreamObserver<WatchAccountResponse> observer) {
      ((ServerCallStreamObserver<WatchAccountResponse>) observer)
          .setOnCancelHandler(cancelled::countDown);
      scripts.remove().accept(observer);
    }
  }
}
