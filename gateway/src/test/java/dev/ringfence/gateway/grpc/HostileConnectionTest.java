package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.testing.Batches;
import dev.ringfence.gateway.testing.RawHttp2;
import dev.ringfence.gateway.testing.RawHttp2.Frame;
import dev.ringfence.gateway.testing.TestServer;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a stranger can do to the port, while a well-behaved caller goes on calling and must always
 * be answered.
 */
@Timeout(60)
final class HostileConnectionTest {
  private static final int MAX_CALLS = 100;
  private static final int TIME_LIMIT_MILLIS = 500;
  private static final int CLOSED_WITHIN_MILLIS = 10_000;

  /** The limits of production, but for times and numbers that a test can reach. */
  private static final GrpcServerConfig CONFIG =
      new GrpcServerConfig(
          "127.0.0.1",
          0,
          64 * 1024,
          8 * 1024,
          MAX_CALLS,
          50,
          10,
          TIME_LIMIT_MILLIS,
          TIME_LIMIT_MILLIS,
          30_000,
          10_000,
          5_000,
          100);

  private static final GetAccountRequest REQUEST =
      GetAccountRequest.newBuilder().setAccountId(42).build();

  private final ScheduledExecutorService wellBehaved =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicReference<RuntimeException> notAnswered = new AtomicReference<>();
  private TestServer server;
  private ManagedChannel channel;

  @BeforeEach
  void begin() throws IOException {
    server = new TestServer(CONFIG, Authenticator.OPEN, InsecureServerCredentials.create());
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
    channel = NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
    call(REQUEST);
    var _ = wellBehaved.scheduleWithFixedDelay(this::callOnce, 0, 2, TimeUnit.MILLISECONDS);
  }

  /** Each test is also a test of those who do nothing wrong. */
  @AfterEach
  void end() throws InterruptedException {
    int before = answered.get();
    long latestNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (answered.get() < before + 5 && System.nanoTime() - latestNanos < 0) {
      Thread.onSpinWait();
    }
    wellBehaved.shutdown();
    assertTrue(wellBehaved.awaitTermination(10, TimeUnit.SECONDS));
    channel.shutdownNow();
    server.close();
    if (notAnswered.get() != null) {
      throw notAnswered.get();
    }
    assertTrue(answered.get() >= before + 5, "the well-behaved caller is answered no more");
  }

  @Test
  void shouldCloseConnectionsThatSayNothing() throws IOException {
    try (RawHttp2 silent = new RawHttp2(server.server().port());
        RawHttp2 half = new RawHttp2(server.server().port())) {
      half.sendBytes("PRI * HTTP".getBytes(StandardCharsets.US_ASCII));

      assertTrue(silent.isClosedWithin(CLOSED_WITHIN_MILLIS));
      assertTrue(half.isClosedWithin(CLOSED_WITHIN_MILLIS));
    }
  }

  @Test
  void shouldCloseConnectionsThatSpeakSomethingElse() throws IOException {
    try (RawHttp2 browser = new RawHttp2(server.server().port())) {
      browser.sendBytes("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      assertTrue(browser.isClosedWithin(CLOSED_WITHIN_MILLIS));
    }
  }

  @Test
  void shouldCloseConnectionsWhoseHeadersNeverEnd() throws Exception {
    try (RawHttp2 slow = new RawHttp2(server.server().port())) {
      slow.sendPreface();
      slow.send(Frame.HEADERS, 0, 1, RawHttp2.callHeaders());

      int sent = sendUntilClosed(slow, 20, 2_000, Frame.CONTINUATION, 0, 1, new byte[] {0});

      assertTrue(sent < 2_000, "still open after 2,000 pieces of headers");
    }
  }

  @Test
  void shouldCloseConnectionsThatAreIdle() throws IOException {
    try (RawHttp2 idle = new RawHttp2(server.server().port())) {
      idle.sendPreface();

      assertTrue(idle.isClosedWithin(CLOSED_WITHIN_MILLIS));
    }
  }

  @Test
  void shouldCloseConnectionsThatOpenAndResetWithoutEnd() throws Exception {
    try (RawHttp2 rapid = new RawHttp2(server.server().port())) {
      rapid.sendPreface();
      byte[] headers = RawHttp2.callHeaders();
      boolean open = true;
      for (int stream = 1; stream < 20_000 && open; stream += 2) {
        try {
          rapid.send(Frame.HEADERS, RawHttp2.END_HEADERS, stream, headers);
          rapid.send(Frame.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
        } catch (IOException closed) {
          open = false;
        }
      }

      assertTrue(!open || rapid.isClosedWithin(CLOSED_WITHIN_MILLIS));
    }
  }

  @Test
  void shouldKeepOnlySoManyCallsOpenOnAConnection() throws Exception {
    try (RawHttp2 flood = new RawHttp2(server.server().port())) {
      flood.sendPreface();
      byte[] headers = RawHttp2.callHeaders();
      int opened = 0;
      try {
        for (int stream = 1; opened < 10_000; stream += 2) {
          flood.send(Frame.HEADERS, RawHttp2.END_HEADERS, stream, headers);
          opened++;
        }
      } catch (IOException closed) {
        // That is an answer, too.
      }
      boolean closed = flood.isClosedWithin(1_000);

      assertTrue(
          closed || flood.received(Frame.RST_STREAM) >= opened - MAX_CALLS,
          opened + " opened, " + flood.received(Frame.RST_STREAM) + " refused");
    }
  }

  @Test
  void shouldCloseConnectionsThatPingWithoutEnd() throws Exception {
    try (RawHttp2 pinging = new RawHttp2(server.server().port())) {
      pinging.sendPreface();

      int sent = sendUntilClosed(pinging, 0, 20_000, Frame.PING, 0, 0, new byte[8]);

      assertTrue(sent < 20_000 || pinging.isClosedWithin(CLOSED_WITHIN_MILLIS));
    }
  }

  @Test
  void shouldRefuseHeadersThatAreTooLarge() throws Exception {
    try (RawHttp2 large = new RawHttp2(server.server().port())) {
      large.sendPreface();
      large.send(
          Frame.HEADERS,
          RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
          1,
          RawHttp2.callHeaders("x-large", "x".repeat(12_000)));

      assertTrue(large.isClosedWithin(CLOSED_WITHIN_MILLIS));
    }
  }

  @Test
  void shouldRefuseMessagesThatAreTooLarge() {
    GetAccountRequest large = REQUEST.toBuilder().setSymbol("x".repeat(1_000_000)).build();

    assertEquals(Status.Code.RESOURCE_EXHAUSTED, codeOf(stub(), large));
  }

  @Test
  void shouldRefuseMessagesThatAreTooLargeOnceUnpacked() {
    GetAccountRequest bomb = REQUEST.toBuilder().setSymbol("x".repeat(20_000_000)).build();

    assertEquals(Status.Code.RESOURCE_EXHAUSTED, codeOf(stub().withCompression("gzip"), bomb));
  }

  @Test
  void shouldRefuseMessagesThatAreNestedTooDeeply() {
    UnknownFieldSet nested = UnknownFieldSet.getDefaultInstance();
    for (int level = 0; level < 1_000; level++) {
      nested =
          UnknownFieldSet.newBuilder()
              .addField(1_000, UnknownFieldSet.Field.newBuilder().addGroup(nested).build())
              .build();
    }
    GetAccountRequest deep = REQUEST.toBuilder().setUnknownFields(nested).build();

    assertEquals(Status.Code.INVALID_ARGUMENT, codeOf(stub(), deep));
  }

  @Test
  void shouldRefuseMessagesThatAreNone() {
    UnknownFieldSet wrong =
        UnknownFieldSet.newBuilder()
            .addField(
                2,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xfe}))
                    .build())
            .build();

    assertEquals(
        Status.Code.INVALID_ARGUMENT,
        codeOf(stub(), REQUEST.toBuilder().setUnknownFields(wrong).build()));
  }

  @Test
  void shouldCutOffWatchersThatReadNothing() throws Exception {
    ManagedChannel narrow =
        NettyChannelBuilder.forTarget(server.address())
            .usePlaintext()
            .flowControlWindow(64 * 1024)
            .build();
    List<WatchClient> deaf = new ArrayList<>();
    for (int count = 0; count < 20; count++) {
      WatchClient watcher = WatchClient.slow(narrow, 42);
      watcher.await(1);
      deaf.add(watcher);
    }

    // For several times as long as the server is patient.
    long version = 4;
    for (int round = 0; round < 400; round++) {
      server.changes().committed(Batches.reserved(42, version, version + 49));
      version += 50;
      Thread.sleep(5);
    }
    deaf.forEach(WatchClient::readAll);

    for (WatchClient watcher : deaf) {
      assertEquals(Status.Code.ABORTED, Status.fromThrowable(watcher.awaitEnd()).getCode());
      assertTrue(watcher.changes().size() < 5_000, "what had waited is dropped");
    }
    narrow.shutdownNow();
  }

  private int sendUntilClosed(
      RawHttp2 connection,
      long pauseMillis,
      int most,
      Frame frame,
      int flags,
      int stream,
      byte[] payload)
      throws InterruptedException {
    for (int sent = 0; sent < most; sent++) {
      try {
        connection.send(frame, flags, stream, payload);
        if (pauseMillis > 0) {
          Thread.sleep(pauseMillis);
        }
      } catch (IOException closed) {
        return sent;
      }
    }
    return most;
  }

  private void callOnce() {
    try {
      call(REQUEST);
      answered.incrementAndGet();
    } catch (RuntimeException failure) {
      notAnswered.compareAndSet(null, failure);
    }
  }

  private void call(GetAccountRequest request) {
    var _ = stub().withDeadlineAfter(5, TimeUnit.SECONDS).getAccount(request);
  }

  private AccountServiceBlockingStub stub() {
    return AccountServiceGrpc.newBlockingStub(channel);
  }

  private static Status.Code codeOf(AccountServiceBlockingStub stub, GetAccountRequest request) {
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () -> stub.withDeadlineAfter(10, TimeUnit.SECONDS).getAccount(request));
    return failure.getStatus().getCode();
  }
}
