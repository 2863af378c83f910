package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.WatchAccountResponse;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.gateway.changes.ChangeFeed;
import dev.ringfence.gateway.changes.ChangeListener;
import dev.ringfence.gateway.changes.FeedEnd;
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
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WatchTest {
  private static final long HOUR_MILLIS = 3_600_000;

  /** Patient, so that a machine which stands still for a while cuts nobody off. */
  private static final WatchConfig CONFIG = new WatchConfig(6, 4, 3, HOUR_MILLIS, HOUR_MILLIS);

  private static final WatchConfig IMPATIENT = new WatchConfig(6, 4, 3, HOUR_MILLIS, 300);

  private TestServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server = answering(CONFIG);
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
    ManagedChannel narrow = connectNarrow(server);
    WatchClient slow = WatchClient.slow(narrow, 42);
    WatchClient other = WatchClient.of(channel, 42);
    slow.await(1);
    other.await(1);

    // Far more than the buffers on the way hold: what does not fit must not pile up.
    for (long version = 4; version <= 20_003; version += 50) {
      server.changes().committed(Batches.reserved(42, version, version + 49));
      long newest = version + 49;
      other.await(changes -> lastVersion(changes) == newest);
    }
    slow.readAll();
    List<WatchAccountResponse> all = slow.await(changes -> lastVersion(changes) == 20_003);

    assertEquals(20_001, other.changes().size(), "who reads misses nothing");
    assertTrue(all.size() < 5_000, "most were left out: " + all.size());
    long expected = 3;
    for (WatchAccountResponse change : all) {
      assertEquals(expected + change.getSkippedChanges(), change.getAccount().getVersion());
      expected = change.getAccount().getVersion() + 1;
    }
    narrow.shutdownNow();
  }

  @Test
  void shouldKeepOnlyTheNewestOfVeryManyAtOnce() throws InterruptedException {
    WatchClient client = WatchClient.of(channel, 42);
    client.await(1);

    HeldFeed held = HeldFeed.hold(server.changes());
    server.changes().committed(Batches.reserved(42, 4, 2_003));
    held.letGo();

    List<WatchAccountResponse> all = client.await(changes -> lastVersion(changes) == 2_003);
    assertTrue(all.size() < 1_000, "not all of them: " + all.size());
    assertEquals(
        2_000,
        all.stream().skip(1).mapToLong(change -> 1 + change.getSkippedChanges()).sum(),
        "each is shown, or counted as left out");
  }

  @Test
  void shouldTellTheOthersWhenAWatcherMeetsAnError() throws InterruptedException {
    server.changes().subscribe(42, new BrokenListener());
    WatchClient other = WatchClient.of(channel, 42);
    other.await(1);

    server.changes().committed(Batches.reserved(42, 4, 5));
    other.await(3);
    server.changes().committed(Batches.reserved(42, 6, 6));

    assertEquals(List.of(3L, 4L, 5L, 6L), versions(other.await(4)));
  }

  @Test
  void shouldCutOffAReaderThatNeverReads() throws Exception {
    try (TestServer impatient = answering(IMPATIENT)) {
      ManagedChannel narrow = connectNarrow(impatient);
      WatchClient deaf = WatchClient.slow(narrow, 42);
      deaf.await(1);

      for (int version = 4; impatient.accountService().openWatches() > 0; version++) {
        impatient.changes().committed(Batches.reserved(42, version, version));
        if (version % 100 == 0) {
          Thread.sleep(1);
        }
      }
      // An end is told behind what was written before.
      deaf.readAll();

      assertEnd("ABORTED READER_TOO_SLOW", deaf.awaitEnd());
      narrow.shutdownNow();
    }
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
    try (TestServer brief = answering(new WatchConfig(1, 1, 1, 400, HOUR_MILLIS))) {
      ManagedChannel toBrief = connect(brief);
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
    // The server hears of the ends a little later.
    WatchClient place = WatchClient.of(channel, 42);
    while (!place.awaitBegin()) {
      place = WatchClient.of(channel, 42);
    }

    assertEnd("RESOURCE_EXHAUSTED TOO_MANY_WATCHES", ofConnection);
    assertEnd("RESOURCE_EXHAUSTED TOO_MANY_WATCHES", ofClient);
    assertTrue(hasRetryInfo(ofClient));
    assertEquals(1, place.changes().size());
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

  private static TestServer answering(WatchConfig config) throws IOException {
    TestServer server = new TestServer(Authenticator.OPEN, config);
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
    return server;
  }

  private ManagedChannel connect() {
    return connect(server);
  }

  private static ManagedChannel connect(TestServer to) {
    return NettyChannelBuilder.forTarget(to.address()).usePlaintext().build();
  }

  /** With little room for what nobody reads. */
  private static ManagedChannel connectNarrow(TestServer to) {
    return NettyChannelBuilder.forTarget(to.address())
        .usePlaintext()
        .flowControlWindow(64 * 1024)
        .build();
  }

  static void assertEnd(String codeAndReason, Throwable end) {
    assertEquals(codeAndReason, RefusalDetails.of(end).codeAndReason());
  }

  private static boolean hasRetryInfo(Throwable end) {
    return RefusalDetails.of(end).hasAdvice();
  }

  private static long lastVersion(List<WatchAccountResponse> changes) {
    return changes.getLast().getAccount().getVersion();
  }

  private static List<Long> versions(List<WatchAccountResponse> changes) {
    return changes.stream().map(change -> change.getAccount().getVersion()).toList();
  }

  /** Holds the feed's thread up, so that all that comes meanwhile comes to it at once. */
  private static final class HeldFeed implements ChangeListener {
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch free = new CountDownLatch(1);

    static HeldFeed hold(ChangeFeed feed) throws InterruptedException {
      HeldFeed listener = new HeldFeed();
      feed.subscribe(7, listener);
      listener.held.await();
      return listener;
    }

    void letGo() {
      free.countDown();
    }

    @Override
    public void onTick(long nowNanos) {
      held.countDown();
      try {
        free.await();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onChanges(List<WatchAccountResponse> changes) {}

    @Override
    public void onEnd(FeedEnd why) {}
  }

  private static final class BrokenListener implements ChangeListener {
    @Override
    public void onTick(long nowNanos) {
      throw new StackOverflowError("planned");
    }

    @Override
    public void onChanges(List<WatchAccountResponse> changes) {
      throw new StackOverflowError("planned");
    }

    @Override
    public void onEnd(FeedEnd why) {}
  }
}
