package dev.ringfence.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceImplBase;
import dev.ringfence.api.v1.WatchAccountRequest;
import dev.ringfence.api.v1.WatchAccountResponse;
import dev.ringfence.gateway.rest.RestConfig.AtOnce;
import dev.ringfence.gateway.rest.RestServer.Reply;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class EventStreamTest {
  private static final AtOnce ONE = new AtOnce(1, 1);
  private static final String CHANGES = "/v1/accounts/42/changes";

  private final CountDownLatch cancelled = new CountDownLatch(1);
  private volatile Consumer<StreamObserver<WatchAccountResponse>> behaviour;
  private Server service;
  private ManagedChannel channel;
  private RestServer server;

  @BeforeEach
  void start() throws IOException {
    service = InProcessServerBuilder.forName(toString()).addService(new Watched()).build().start();
    channel = InProcessChannelBuilder.forName(toString()).build();
    server = serve(3_600_000);
  }

  private RestServer serve(int maxStreamMillis) throws IOException {
    return new RestServer(
        new RestConfig(1_024, ONE, ONE, 5_000, ONE, maxStreamMillis), ignored -> channel);
  }

  @AfterEach
  void stop() {
    server.close();
    channel.shutdownNow();
    service.shutdownNow();
  }

  @Test
  void shouldShowOneChangeAfterTheOther() throws Exception {
    behaviour =
        observer -> {
          observer.onNext(change(1));
          observer.onNext(change(2));
          observer.onCompleted();
        };

    Reply reply = server.send(server.request(CHANGES));

    assertEquals("text/event-stream", reply.header("Content-Type"));
    String[] events = reply.response().body().split("\n\n", -1);
    assertEquals(3, events.length);
    assertTrue(events[0].startsWith("data: {\"account\":{\"accountId\":\"42\""), events[0]);
    assertTrue(events[1].contains("\"version\":\"2\""), events[1]);
  }

  @Test
  void shouldRefuseLikeAnyOtherCallBeforeTheFirstChange() throws Exception {
    behaviour = observer -> observer.onError(Status.PERMISSION_DENIED.asRuntimeException());

    assertEquals(403, server.send(server.request(CHANGES)).status());
    assertEquals(400, server.send(server.request("/v1/accounts/x/changes")).status());
  }

  @Test
  void shouldSayWhyItEndsEarly() throws Exception {
    behaviour =
        observer -> {
          observer.onNext(change(1));
          observer.onError(Status.UNAVAILABLE.asRuntimeException());
        };

    String body = server.send(server.request(CHANGES)).response().body();

    assertTrue(body.contains("\n\nevent: problem\ndata: {\"code\":\"UNAVAILABLE\""), body);
  }

  @Test
  void shouldEndWhenItsTimeIsUp() throws Exception {
    behaviour = StreamObserver::onCompleted;
    // The first of all takes a while, and the next one's time is short.
    server.send(server.request(CHANGES));
    behaviour = observer -> observer.onNext(change(1));

    try (RestServer brief = serve(2_000)) {
      Reply reply = brief.send(brief.request(CHANGES));

      assertEquals(200, reply.status());
      assertEquals(2, reply.response().body().split("\n\n", -1).length, "one change, no problem");
    }
  }

  @Test
  void shouldBoundTheStreamsAndLetGoWhenNobodyReads() throws Exception {
    CompletableFuture<StreamObserver<WatchAccountResponse>> opened = new CompletableFuture<>();
    behaviour =
        observer -> {
          observer.onNext(change(1));
          opened.complete(observer);
        };
    try (HttpClient client = HttpClient.newHttpClient()) {
      InputStream body =
          client.send(server.request(CHANGES).build(), BodyHandlers.ofInputStream()).body();

      assertEquals(429, server.send(server.request(CHANGES)).status());

      body.close();
      client.shutdownNow();
    }
    StreamObserver<WatchAccountResponse> observer = opened.get(30, TimeUnit.SECONDS);
    for (int version = 2; !cancelled.await(1, TimeUnit.MILLISECONDS); version++) {
      observer.onNext(change(version));
    }
  }

  private static WatchAccountResponse change(long version) {
    return WatchAccountResponse.newBuilder()
        .setAccount(Account.newBuilder().setAccountId(42).setVersion(version))
        .build();
  }

  private final class Watched extends AccountServiceImplBase {
    @Override
    public void watchAccount(
        WatchAccountRequest request, StreamObserver<WatchAccountResponse> observer) {
      ((ServerCallStreamObserver<WatchAccountResponse>) observer)
          .setOnCancelHandler(cancelled::countDown);
      behaviour.accept(observer);
    }
  }
}
