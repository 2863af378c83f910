package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.WatchAccountResponse;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.testing.Batches;
import dev.ringfence.gateway.testing.FakeShard;
import dev.ringfence.gateway.testing.RefusalDetails;
import dev.ringfence.gateway.testing.TestServer;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WatchTest {
  private static final WatchConfig CONFIG = new WatchConfig(6, 4, 3, 3_600_000, 300);

  private TestServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(Authenticator.OPEN, CONFIG);
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
    channel = connect();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void shouldShowTheAccountAsItIsAndThenEachChange() throws InterruptedException {
    WatchClient client = WatchClient.of(channel, 42);
    WatchAccountResponse first = client.await(1).getFirst();

    server.changes().committed(Batches.reserved(43, 7, 9));
    server.changes().committed(Batches.reserved(42, 4, 5));

    List<WatchAccountResponse> all = client.await(3);
    assertEquals("900", first.getAccount().getBalance());
    assertEquals("", first.getType());
    assertFalse(first.hasAt());
    assertEquals(List.of(3L, 4L, 5L), versions(all));
    assertEquals("RESERVED", all.get(1).getType());
    assertEquals("order-4", all.get(1).getReservation().getOrderId());
    assertEquals("896", all.get(1).getAccount().getBalance());
    assertEquals(1_700_000_000L, all.get(1).getAt().getSeconds());
    assertFalse(all.get(1).hasPosition());
    assertEquals(0, all.get(2).getSkippedChanges());
  }

  @Test
  void shouldTellEachChangeOnceWhenSomeComeBeforeTheFirstLookIsAnswered() throws Exception {
    Queue<Command> held = new ConcurrentLinkedQueue<>();
    server.shard().behave(held::add);
    WatchClient client = WatchClient.of(channel, 42);
    while (server.shard().published() == 0) {
      Thread.sleep(1);
    }

    server.changes().committed(Batches.reserved(42, 2, 5));
    server
        .shard()
        .run(
            () -> {
              Command command = held.remove();
              TestServer.fillAccount(command.answer().accepted(true)).version(3);
              FakeShard.answer(command);
            })
        .join();
    server.changes().committed(Batches.reserved(42, 6, 6));

    List<WatchAccountResponse> all = client.await(4);
    assertEquals(List.of(3L, 4L, 5L, 6L), versions(all));
    assertEquals("", all.getFirst().getType());
  }

  @Test
  void shouldGiveASlowReaderTheNewestAndSayHowManyItMissed() throws Exception {
    try (TestServer patient = new TestServer(Authenticator.OPEN, WatchConfig.DEFAULT)) {
      patient
          .shard()
          .answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
      ManagedChannel toPatient =
          NettyChannelBuilder.forTarget(patient.address())
              .usePlaintext()
              .flowControlWindow(64 * 1024)
              .build();
      ManagedChannel others = connect(patient);
      WatchClient slow = WatchClient.slow(toPatient, 42);
      WatchClient other = WatchClient.of(others, 42);
      slow.await(1);
      other.await(1);

      // Far more than the buffers on the way hold: what does not fit must not pile up.
      for (long version = 4; version <= 20_003; version += 50) {
        patient.changes().committed(Batches.reserved(42, version, version + 49));
        long newest = version + 49;
        other.await(changes -> versions(changes).getLast() == newest);
      }
      slow.readAll();
      List<WatchAccountResponse> all = slow.await(changes -> versions(changes).getLast() == 20_003);

      assertEquals(20_001, other.changes().size(), "who reads misses nothing");
      assertTrue(all.size() < 5_000, "most were left out: " + all.size());
      long expected = 3;
      for (WatchAccountResponse change : all) {
        assertEquals(expected + change.getSkippedChanges(), change.getAccount().getVersion());
        expected = change.getAccount().getVersion() + 1;
      }
      toPatient.shutdownNow();
      others.shutdownNow();
    }
  }

  @Test
  void shouldKeepOnlyTheNewestOfVeryManyAtOnce() throws InterruptedException {
    WatchClient client = WatchClient.of(channel, 42);
    client.await(1);

    server.changes().committed(Batches.reserved(42, 4, 2_003));

    List<WatchAccountResponse> all = client.await(changes -> versions(changes).getLast() == 2_003);
    assertTrue(all.size() < 1_000, "not all of them: " + all.size());
    assertEquals(
        2_000,
        all.stream().skip(1).mapToLong(change -> 1 + change.getSkippedChanges()).sum(),
        "each is shown, or counted as left out");
  }

  @Test
  void shouldCutOffAReaderThatNeverReads() throws InterruptedException {
    ManagedChannel narrow =
        NettyChannelBuilder.forTarget(server.address())
            .usePlaintext()
            .flowControlWindow(64 * 1024)
            .build();
    WatchClient deaf = WatchClient.slow(narrow, 42);
    deaf.await(1);

    int version = 4;
    while (!deaf.hasEnded() && version < 10_000_000) {
      server.changes().committed(Batches.reserved(42, version, version));
      version++;
      if (version % 100 == 0) {
        Thread.sleep(1);
      }
      if (version == 20_000) {
        // An end is told behind what was written before.
        Thread.sleep(1_000);
        deaf.readAll();
      }
    }

    assertEnd("ABORTED READER_TOO_SLOW", deaf.awaitEnd());
    narrow.shutdownNow();
  }

  @Test
  void shouldRefuseAnAccountThatIsNotThere() throws InterruptedException {
    server.shard().answerWith(command -> command.answer().reason(Reason.ACCOUNT_NOT_FOUND));

    assertEnd("NOT_FOUND ACCOUNT_NOT_FOUND", WatchClient.of(channel, 42).awaitEnd());
    assertEnd("INVALID_ARGUMENT INVALID_REQUEST", WatchClient.of(channel, -1).awaitEnd());
  }

  @Test
  void shouldEndWithAHintWhenTheAccountCanNotBeRead() throws InterruptedException {
    server.shard().failWith(Failure.NOT_SERVING);

    Throwable end = WatchClient.of(channel, 42).awaitEnd();

    assertEnd("UNAVAILABLE SHARD_NOT_SERVING", end);
    assertTrue(hasRetryInfo(end));
  }

  @Test
  void shouldEndWhenTheShardIsLost() throws InterruptedException {
    WatchClient client = WatchClient.of(channel, 42);
    client.await(1);

    server.changes().lost(0);

    assertEnd("UNAVAILABLE SHARD_NOT_SERVING", client.awaitEnd());
    assertTrue(hasRetryInfo(client.awaitEnd()));
    WatchClient again = WatchClient.of(channel, 42);
    again.await(1);
    assertFalse(again.hasEnded());
  }

  @Test
  void shouldEndWhenTheShardDoesNotServe() throws InterruptedException {
    WatchClient client = WatchClient.of(channel, 42);
    client.await(1);

    server.stopServing();

    assertEnd("UNAVAILABLE SHARD_NOT_SERVING", client.awaitEnd());
  }

  @Test
  void shouldEndWhenTheServerStops() throws InterruptedException {
    WatchClient client = WatchClient.of(channel, 42);
    client.await(1);

    server.changes().close();

    assertEnd("UNAVAILABLE SERVER_STOPPING", client.awaitEnd());
    assertTrue(hasRetryInfo(client.awaitEnd()));
    assertEnd("UNAVAILABLE SERVER_STOPPING", WatchClient.of(channel, 42).awaitEnd());
  }

  @Test
  void shouldEndAfterItsTime() throws Exception {
    try (TestServer brief =
        new TestServer(Authenticator.OPEN, new WatchConfig(1, 1, 1, 400, 10_000))) {
      brief.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
      ManagedChannel toBrief =
          NettyChannelBuilder.forTarget(brief.address()).usePlaintext().build();
      WatchClient client = WatchClient.of(toBrief, 42);

      assertEnd("UNAVAILABLE WATCH_OVER", client.awaitEnd());
      toBrief.shutdownNow();
    }
  }

  @Test
  void shouldBoundTheWatchesOfAConnectionAndOfAClient() throws InterruptedException {
    List<WatchClient> first = watchers(channel, 3);
    ManagedChannel second = connect();
    WatchClient fourth = WatchClient.of(second, 42);
    fourth.await(1);

    Throwable ofConnection = WatchClient.of(channel, 42).awaitEnd();
    Throwable ofClient = WatchClient.of(second, 42).awaitEnd();
    first.getFirst().cancel();
    fourth.cancel();
    first.getFirst().awaitEnd();
    fourth.awaitEnd();
    WatchClient place = null;
    // The server hears of the ends a little later.
    for (int attempt = 0; place == null && attempt < 200; attempt++) {
      WatchClient next = WatchClient.of(channel, 42);
      Thread.sleep(10);
      place = next.hasEnded() ? null : next;
    }

    assertEnd("RESOURCE_EXHAUSTED TOO_MANY_WATCHES", ofConnection);
    assertEnd("RESOURCE_EXHAUSTED TOO_MANY_WATCHES", ofClient);
    assertTrue(hasRetryInfo(ofClient));
    assertEquals(1, place.await(1).size());
    second.shutdownNow();
  }

  private static List<WatchClient> watchers(ManagedChannel channel, int count)
      throws InterruptedException {
    List<WatchClient> watchers = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      WatchClient watcher = WatchClient.of(channel, 42);
      watcher.await(1);
      watchers.add(watcher);
    }
    return watchers;
  }

  private ManagedChannel connect() {
    return connect(server);
  }

  private static ManagedChannel connect(TestServer to) {
    return NettyChannelBuilder.forTarget(to.address()).usePlaintext().build();
  }

  static void assertEnd(String codeAndReason, Throwable end) {
    assertEquals(codeAndReason, RefusalDetails.of(end).codeAndReason());
  }

  private static boolean hasRetryInfo(Throwable end) {
    return RefusalDetails.of(end).hasAdvice();
  }

  private static List<Long> versions(List<WatchAccountResponse> changes) {
    return changes.stream().map(change -> change.getAccount().getVersion()).toList();
  }
}
