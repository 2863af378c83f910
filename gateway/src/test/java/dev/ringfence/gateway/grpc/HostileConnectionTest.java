package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.testing.Batches;
import dev.ringfence.gateway.testing.RawHttp2;
import dev.ringfence.gateway.testing.RawHttp2.Frame;
import dev.ringfence.gateway.testing.TestServer;
import dev.ringfence.localstack.testing.Until;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a stranger can do to the port, while a well-behaved caller goes on calling and must always
 * be answered.
 */
@Timeout(180)
final class HostileConnectionTest {
  private static final int MAX_CONNECTIONS = 40;
  private static final int MAX_CALLS = 100;
  private static final int MAX_RESETS = 50;
  private static final int TIME_LIMIT_MILLIS = 500;
  private static final int NO_LIMIT_MILLIS = 300_000;
  private static final int CLOSED_WITHIN_MILLIS = 30_000;

  /** Some tens of milliseconds by rights; a machine that does much else may take its time. */
  private static final long MOST_P99_MILLIS = 1_000;

  /** A machine on which it takes long without any flood, too, is none to judge by that. */
  private static final int MOST_TIMES_CALM = 20;

  private static final int CALLS_FOR_P99 = 300;

  private TestServer server;
  private WellBehavedCaller others;

  @BeforeEach
  void begin() throws IOException {
    // No connection is closed for being idle or slow: that would hide that nothing else closes it,
    // and would close that of the well-behaved caller on a machine that stands still for a while.
    server = startWith(NO_LIMIT_MILLIS, NO_LIMIT_MILLIS);
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
    others = new WellBehavedCaller(server.address());
  }

  /** Each test is also a test of those who do nothing wrong. */
  @AfterEach
  void end() throws InterruptedException {
    others.awaitAnswers(5);
    others.close();
    server.close();
  }

  @Test
  void shouldCloseConnectionsThatSayNothing() throws IOException {
    try (TestServer impatient = startWith(TIME_LIMIT_MILLIS, NO_LIMIT_MILLIS);
        RawHttp2 silent = new RawHttp2(impatient.server().port());
        RawHttp2 half = new RawHttp2(impatient.server().port())) {
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
  void shouldCloseConnectionsBeyondTheLimitUntilOthersHaveGone() throws Exception {
    List<RawHttp2> open = new ArrayList<>();
    while (open.size() < MAX_CONNECTIONS - 1) {
      open.add(calling());
    }
    try (RawHttp2 oneTooMany = new RawHttp2(server.server().port())) {
      speak(oneTooMany);

      assertTrue(oneTooMany.isClosedWithin(CLOSED_WITHIN_MILLIS));
    }
    awaitConnections(MAX_CONNECTIONS);

    open.removeLast().close();
    awaitConnections(MAX_CONNECTIONS - 1);
    open.add(calling());

    for (RawHttp2 each : open) {
      assertFalse(each.isClosedWithin(1));
      each.close();
    }
    awaitConnections(1);
  }

  @Test
  void shouldGiveTheOldestStrangersPlaceToNewcomers() throws Exception {
    List<RawHttp2> strangers = new ArrayList<>();
    try (RawHttp2 known = calling()) {
      while (strangers.size() < MAX_CONNECTIONS - 2) {
        strangers.add(speaking());
      }

      try (RawHttp2 newcomer = calling()) {
        assertTrue(strangers.getFirst().isClosedWithin(CLOSED_WITHIN_MILLIS));
        assertFalse(strangers.get(1).isClosedWithin(1));
        assertFalse(known.isClosedWithin(1));
        assertFalse(newcomer.isClosedWithin(1));
        awaitConnections(MAX_CONNECTIONS);
      }
    }
    for (RawHttp2 each : strangers) {
      each.close();
    }
    awaitConnections(1);
  }

  @Test
  void shouldCloseConnectionsThatAreIdle() throws IOException {
    try (TestServer impatient = startWith(NO_LIMIT_MILLIS, TIME_LIMIT_MILLIS);
        RawHttp2 idle = new RawHttp2(impatient.server().port())) {
      idle.sendPreface();

      assertTrue(idle.isClosedWithin(CLOSED_WITHIN_MILLIS));
    }
  }

  @Test
  void shouldCloseConnectionsWhoseHeadersNeverEnd() throws Exception {
    try (RawHttp2 slow = new RawHttp2(server.server().port())) {
      slow.sendPreface();
      slow.send(Frame.HEADERS, 0, 1, RawHttp2.callHeaders());

      sendUntilClosed(slow, 100, Frame.CONTINUATION, 1, new byte[] {0});

      assertEquals(
          OptionalInt.of(RawHttp2.ENHANCE_YOUR_CALM),
          slow.reasonOfClosingWithin(CLOSED_WITHIN_MILLIS));
    }
  }

  @Test
  void shouldCloseConnectionsThatOpenAndResetWithoutEnd() throws Exception {
    try (RawHttp2 rapid = new RawHttp2(server.server().port())) {
      rapid.sendPreface();
      openAndReset(rapid, 10 * MAX_RESETS);

      assertEquals(
          OptionalInt.of(RawHttp2.ENHANCE_YOUR_CALM),
          rapid.reasonOfClosingWithin(CLOSED_WITHIN_MILLIS));
    }
  }

  @Test
  void shouldKeepOnlySoManyCallsOpenOnAConnection() throws Exception {
    try (RawHttp2 greedy = new RawHttp2(server.server().port())) {
      greedy.sendPreface();
      open(greedy, MAX_CALLS + 50);

      assertTrue(
          greedy.receives(Frame.RST_STREAM, 50, CLOSED_WITHIN_MILLIS),
          () -> greedy.received(Frame.RST_STREAM) + " refused");
      assertFalse(greedy.receives(Frame.RST_STREAM, 51, TIME_LIMIT_MILLIS), "one too many");
    }
  }

  @Test
  void shouldCloseConnectionsThatOpenCallsWithoutEnd() throws Exception {
    try (RawHttp2 flood = new RawHttp2(server.server().port())) {
      flood.sendPreface();
      open(flood, 10_000);

      assertTrue(flood.isClosedWithin(CLOSED_WITHIN_MILLIS));
    }
  }

  @Test
  void shouldCloseConnectionsThatPingWithoutEnd() throws Exception {
    try (RawHttp2 pinging = new RawHttp2(server.server().port())) {
      pinging.sendPreface();
      sendUntilClosed(pinging, 100, Frame.PING, 0, new byte[8]);

      assertEquals(
          OptionalInt.of(RawHttp2.ENHANCE_YOUR_CALM),
          pinging.reasonOfClosingWithin(CLOSED_WITHIN_MILLIS));
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
          RawHttp2.callHeaders("x-large", "x".repeat(8_500)));

      assertTrue(large.receives(Frame.HEADERS, 1, CLOSED_WITHIN_MILLIS));
      assertTrue(large.headers().contains("431"), "the status of HTTP for this");
      assertFalse(large.isClosedWithin(TIME_LIMIT_MILLIS));
    }
  }

  @Test
  void shouldCloseConnectionsWhoseHeadersAreFarTooLarge() throws Exception {
    try (RawHttp2 large = new RawHttp2(server.server().port())) {
      large.sendPreface();
      large.send(
          Frame.HEADERS,
          RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
          1,
          RawHttp2.callHeaders("x-large", "x".repeat(12_000)));

      assertEquals(
          OptionalInt.of(RawHttp2.PROTOCOL_ERROR),
          large.reasonOfClosingWithin(CLOSED_WITHIN_MILLIS));
    }
  }

  @Test
  void shouldAnswerOthersInTimeWhileConnectionsFlood() throws Exception {
    long calmMillis = others.awaitAnswers(CALLS_FOR_P99);
    long mostMillis = Math.max(MOST_P99_MILLIS, MOST_TIMES_CALM * calmMillis);
    AtomicBoolean flooding = new AtomicBoolean(true);
    Thread stranger = Thread.ofPlatform().daemon().start(() -> floodWhile(flooding));

    try {
      long p99Millis = others.awaitAnswers(CALLS_FOR_P99);

      assertTrue(p99Millis <= mostMillis, p99Millis + " ms, without the flood " + calmMillis);
    } finally {
      flooding.set(false);
      stranger.join();
    }
  }

  @Test
  void shouldCutOffWatchersThatReadNothing() throws Exception {
    try (TestServer impatient =
        new TestServer(
            Authenticator.OPEN, new WatchConfig(64, 64, 64, NO_LIMIT_MILLIS, TIME_LIMIT_MILLIS))) {
      impatient
          .shard()
          .answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
      WellBehavedCaller neighbour = new WellBehavedCaller(impatient.address());
      ManagedChannel narrow =
          NettyChannelBuilder.forTarget(impatient.address())
              .usePlaintext()
              .flowControlWindow(64 * 1024)
              .build();
      List<WatchClient> deaf = new ArrayList<>();
      for (int count = 0; count < 20; count++) {
        WatchClient watcher = WatchClient.slow(narrow, 42);
        watcher.await(1);
        deaf.add(watcher);
      }

      for (long version = 4; impatient.accountService().openWatches() > 0; version += 50) {
        impatient.changes().committed(Batches.reserved(42, version, version + 49));
        Thread.sleep(5);
      }
      neighbour.awaitAnswers(5);
      neighbour.close();
      deaf.forEach(WatchClient::readAll);

      for (WatchClient watcher : deaf) {
        assertEquals(Status.Code.ABORTED, Status.fromThrowable(watcher.awaitEnd()).getCode());
        assertTrue(watcher.changes().size() < 5_000, "what had waited is dropped");
      }
      narrow.shutdownNow();
    }
  }

  private static TestServer startWith(long handshakeMillis, long maxIdleMillis) throws IOException {
    // The limits of production, but for times and numbers that a test can reach.
    GrpcServerConfig config =
        new GrpcServerConfig(
            "127.0.0.1",
            0,
            64 * 1024,
            8 * 1024,
            NO_LIMIT_MILLIS,
            NO_LIMIT_MILLIS,
            Long.MAX_VALUE,
            MAX_CONNECTIONS,
            MAX_CALLS,
            MAX_RESETS,
            10,
            handshakeMillis,
            maxIdleMillis,
            30_000,
            10_000,
            5_000,
            100);
    return new TestServer(config, Authenticator.OPEN, InsecureServerCredentials.create());
  }

  /** So that it is not closed for its silence. */
  private static void speak(RawHttp2 connection) {
    try {
      connection.sendPreface();
    } catch (IOException closed) {
      // Whether it should be is what the tests look at.
    }
  }

  /** A connection on which somebody who is known has called. */
  private RawHttp2 calling() throws IOException {
    RawHttp2 connection = new RawHttp2(server.server().port());
    connection.sendPreface();
    connection.send(
        Frame.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, RawHttp2.callHeaders());
    assertTrue(connection.receives(Frame.HEADERS, 1, CLOSED_WITHIN_MILLIS));
    return connection;
  }

  /** A connection that the server has taken. */
  private RawHttp2 speaking() throws Exception {
    int before = server.server().openConnections();
    RawHttp2 connection = new RawHttp2(server.server().port());
    connection.sendPreface();
    awaitConnections(before + 1);
    return connection;
  }

  private void awaitConnections(int count) throws Exception {
    awaitNumber(count, server.server()::openConnections);
  }

  private static void awaitNumber(int wanted, IntSupplier number) throws Exception {
    Until.holds("it is " + wanted, () -> number.getAsInt() == wanted);
  }

  /** All that a stranger has at hand, from ever new connections. */
  private void floodWhile(AtomicBoolean flooding) {
    while (flooding.get()) {
      try (RawHttp2 resetting = new RawHttp2(server.server().port());
          RawHttp2 opening = new RawHttp2(server.server().port());
          RawHttp2 pinging = new RawHttp2(server.server().port())) {
        resetting.sendPreface();
        openAndReset(resetting, 10 * MAX_RESETS);
        opening.sendPreface();
        open(opening, 10 * MAX_CALLS);
        pinging.sendPreface();
        sendUntilClosed(pinging, 100, Frame.PING, 0, new byte[8]);
      } catch (IOException closed) {
        // With more of the same.
      }
    }
  }

  private static void openAndReset(RawHttp2 connection, int most) {
    byte[] headers = RawHttp2.callHeaders();
    try {
      for (int count = 0; count < most; count++) {
        int stream = 2 * count + 1;
        connection.send(Frame.HEADERS, RawHttp2.END_HEADERS, stream, headers);
        connection.send(Frame.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
      }
    } catch (IOException closed) {
      // Whether it should be is what the tests look at.
    }
  }

  private static void open(RawHttp2 connection, int most) {
    byte[] headers = RawHttp2.callHeaders();
    try {
      for (int count = 0; count < most; count++) {
        connection.send(Frame.HEADERS, RawHttp2.END_HEADERS, 2 * count + 1, headers);
      }
    } catch (IOException closed) {
      // Whether it should be is what the tests look at.
    }
  }

  private static void sendUntilClosed(
      RawHttp2 connection, int most, Frame frame, int stream, byte[] payload) {
    try {
      for (int sent = 0; sent < most; sent++) {
        connection.send(frame, 0, stream, payload);
      }
    } catch (IOException closed) {
      // Whether it should be is what the tests look at.
    }
  }
}
