package dev.ringfence.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.client.FaultyServer.Fate;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When, and where, a client comes back. */
@Timeout(60)
final class ReconnectTest {
  private static final java.time.Duration SHORT = java.time.Duration.ofMillis(300);
  private static final java.time.Duration AMPLE = java.time.Duration.ofSeconds(50);

  private FaultyServer first;
  private FaultyServer second;
  private RingfenceClient client;

  @BeforeEach
  void start() throws IOException {
    first = new FaultyServer();
    second = new FaultyServer();
    connect(first.address());
  }

  @AfterEach
  void stop() {
    client.close(SHORT);
    first.close();
    second.close();
  }

  @Test
  void shouldOpenNoStreamSoonerThanTheServerAsks() throws Exception {
    first.refuseStreams(end(Status.Code.RESOURCE_EXHAUSTED, "TOO_MANY_SESSIONS", 900));
    CompletableFuture<Answer> answer = client.deposit(deposit());
    while (first.streams() < 1) {
      Thread.sleep(1);
    }
    first.refuseStreams(null);

    assertTrue(answer.get(40, TimeUnit.SECONDS).isAccepted());

    List<Long> opened = first.streamNanos();
    long waitedNanos = opened.get(1) - opened.get(0);
    assertTrue(waitedNanos >= TimeUnit.MILLISECONDS.toNanos(890), () -> waitedNanos + " ns");
  }

  /** It asks for a while to itself, and the other has nothing to do with that. */
  @Test
  void shouldGoElsewhereAtOnceWhenTheServerStops() {
    connect(first.address() + "," + second.address());
    assertTrue(client.blocking().deposit(deposit()).isAccepted());
    first.cutWith(end(Status.Code.UNAVAILABLE, "SERVER_STOPPING", 59_000));
    first.decideFates(command -> Fate.CUT);

    assertTrue(client.blocking().deposit(deposit()).isAccepted());

    assertEquals(1, second.done().size());
  }

  /** gRPC's own pauses would grow to two minutes, also once the server is back. */
  @Test
  void shouldTryAgainAsOftenAsItsOwnPausesSayHoweverLongTheServerIsAway() throws Exception {
    try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      connect("127.0.0.1:" + door.getLocalPort());
      CompletableFuture<Answer> open = client.deposit(deposit());
      long beganNanos = System.nanoTime();

      for (int attempt = 0; attempt < 9; attempt++) {
        door.accept().close();
      }

      long tookNanos = System.nanoTime() - beganNanos;
      assertTrue(tookNanos < TimeUnit.SECONDS.toNanos(25), () -> tookNanos + " ns");
      assertTrue(!open.isDone(), "it still has time");
    }
  }

  @Test
  void shouldLeaveAServerThatTakesConnectionsAndSaysNothing() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      connect("127.0.0.1:" + silent.getLocalPort() + "," + second.address());

      Answer answer = client.blocking().deposit(deposit());

      assertTrue(answer.isAccepted(), answer::toString);
      try (Socket connection = silent.accept()) {
        assertTrue(connection.getInputStream().read() >= 0, "it did try there");
      }
    }
  }

  /** Its machine answers for it, so only a ping tells. */
  @Test
  void shouldLeaveAServerWhoseProcessIsStopped() throws Exception {
    try (Freezer frozen = new Freezer(first.address())) {
      connect(frozen.address() + "," + second.address());
      assertTrue(client.blocking().deposit(deposit()).isAccepted());
      frozen.freeze();
      long beganNanos = System.nanoTime();

      assertTrue(client.blocking().deposit(deposit()).isAccepted());

      long tookNanos = System.nanoTime() - beganNanos;
      assertEquals(1, second.done().size());
      assertTrue(tookNanos < TimeUnit.SECONDS.toNanos(25), () -> tookNanos + " ns");
    }
  }

  @Test
  void shouldBeSureThatNothingWasDoneWhereNobodyEverSpoke() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      client.close(SHORT);
      client =
          RingfenceClient.connect(
              ClientConfig.to("127.0.0.1:" + silent.getLocalPort())
                  .withCallTimeout(java.time.Duration.ofSeconds(6)));

      NotDoneException failure =
          assertThrows(NotDoneException.class, () -> client.blocking().deposit(deposit()));

      assertTrue(failure.getMessage().contains("No connection within"), failure::getMessage);
    }
  }

  private void connect(String targets) {
    if (client != null) {
      client.close(SHORT);
    }
    client = RingfenceClient.connect(ClientConfig.to(targets).withCallTimeout(AMPLE));
  }

  private static RuntimeException end(Status.Code code, String reason, int retryAfterMillis) {
    Duration delay =
        Duration.newBuilder()
            .setSeconds(retryAfterMillis / 1_000)
            .setNanos(retryAfterMillis % 1_000 * 1_000_000)
            .build();
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .addDetails(
                Any.pack(ErrorInfo.newBuilder().setDomain("ringfence").setReason(reason).build()))
            .addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build()))
            .build());
  }

  private static DepositRequest deposit() {
    return DepositRequest.newBuilder().setAccountId(42).setAmount("1").build();
  }
}
