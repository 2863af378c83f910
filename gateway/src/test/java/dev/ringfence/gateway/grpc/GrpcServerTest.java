package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.GetAccountResponse;
import dev.ringfence.engine.command.Command;
import dev.ringfence.gateway.testing.FakeShard;
import dev.ringfence.gateway.testing.LibraryComplaints;
import dev.ringfence.gateway.testing.TestServer;
import dev.ringfence.localstack.testing.Until;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class GrpcServerTest {
  private TestServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
    channel = NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void shouldServeOnlyWhenToldSo() {
    assertEquals(ServingStatus.SERVING, health(AccountServiceGrpc.SERVICE_NAME));
    assertEquals(ServingStatus.SERVING, health(""));

    server.server().notServing();

    assertEquals(ServingStatus.NOT_SERVING, health(AccountServiceGrpc.SERVICE_NAME));
    assertEquals(ServingStatus.NOT_SERVING, health(""));
  }

  @Test
  void shouldNotServeBeforeItIsTold() throws IOException {
    try (GrpcServer fresh =
        new GrpcServer(
            GrpcServerConfig.listeningOn("127.0.0.1", 0), List.of(server.accountService()))) {
      fresh.start();
      ManagedChannel other =
          NettyChannelBuilder.forTarget("127.0.0.1:" + fresh.port()).usePlaintext().build();

      ServingStatus status =
          HealthGrpc.newBlockingStub(other)
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus();

      other.shutdownNow();
      assertEquals(ServingStatus.NOT_SERVING, status);
    }
  }

  @Test
  void shouldDescribeItselfByReflection() throws Exception {
    CompletableFuture<List<String>> services = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    services.complete(
                        response.getListServicesResponse().getServiceList().stream()
                            .map(ServiceResponse::getName)
                            .toList());
                  }

                  @Override
                  public void onError(Throwable failure) {
                    services.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });

    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());

    assertTrue(services.get(10, TimeUnit.SECONDS).contains(AccountServiceGrpc.SERVICE_NAME));
    requests.onCompleted();
  }

  @Test
  void shouldKeepOnlyAFewCallsOpenOfThoseWhoAreNotAskedWhoTheyAre() throws Exception {
    List<Iterator<HealthCheckResponse>> open = new ArrayList<>();
    CancellableContext first = Context.current().withCancellation();
    open.add(first.call(this::watchHealth));
    while (open.size() < FewAtOnce.MOST_PER_CONNECTION) {
      open.add(watchHealth());
    }
    open.forEach(watch -> assertEquals(ServingStatus.SERVING, watch.next().getStatus()));

    StatusRuntimeException refusal =
        assertThrows(StatusRuntimeException.class, () -> watchHealth().next());
    first.cancel(null);

    assertEquals(Status.Code.RESOURCE_EXHAUSTED, refusal.getStatus().getCode());
    Until.holds("there is room again", this::mayWatchHealth);
    assertThrows(StatusRuntimeException.class, () -> watchHealth().next());
  }

  @Test
  void shouldLetOpenCallsEndWhenItStops() throws Exception {
    BlockingQueue<Command> open = new LinkedBlockingQueue<>();
    server.shard().behave(open::add);
    ListenableFuture<GetAccountResponse> call =
        AccountServiceGrpc.newFutureStub(channel)
            .getAccount(GetAccountRequest.newBuilder().setAccountId(42).build());
    Command command = open.take();

    Thread stopping = Thread.ofPlatform().start(() -> server.server().close());
    command.answer().clear();
    TestServer.fillAccount(command.answer().accepted(true));
    server.shard().run(() -> FakeShard.answer(command)).join();

    assertEquals(42, call.get(10, TimeUnit.SECONDS).getResult().getAccount().getAccountId());
    stopping.join(10_000);
    assertTrue(!stopping.isAlive());
  }

  @Test
  void shouldHaveNothingToSayWhenItIsToldToStopTwice() {
    try (LibraryComplaints complaints = LibraryComplaints.ofTheHealthService()) {
      server.server().close();
      server.server().close();

      assertEquals(List.of(), complaints.said());
    }
  }

  private Iterator<HealthCheckResponse> watchHealth() {
    return HealthGrpc.newBlockingStub(channel).watch(HealthCheckRequest.getDefaultInstance());
  }

  private boolean mayWatchHealth() {
    try {
      return watchHealth().hasNext();
    } catch (StatusRuntimeException full) {
      return false;
    }
  }

  private ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }
}
