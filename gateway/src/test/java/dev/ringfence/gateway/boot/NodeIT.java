package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.WatchAccountRequest;
import dev.ringfence.api.v1.WatchAccountResponse;
import dev.ringfence.events.v1.AccountEvent;
import dev.ringfence.events.v1.AccountEventType;
import dev.ringfence.journal.relay.Topics;
import dev.ringfence.journal.testing.LogLines;
import dev.ringfence.localstack.proxy.FaultProxy;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import dev.ringfence.snapshotter.progress.Progress;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** The walking skeleton: one reservation through every room of the house. */
final class NodeIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final PostgresBackend postgres = Backends.freshDatabase();

  @Test
  void shouldCarryAReservationFromGrpcToPostgresKafkaAndRedis() throws Exception {
    long accountId = newAccountId();
    try (Node node =
        node().withEvents(Backends.kafkaBootstrapServers(), Backends.redisUri()).start()) {
      CommandResult reserved = openDepositReserve(node, accountId);

      assertEquals(Outcome.OUTCOME_ACCEPTED, reserved.getOutcome());
      assertAccount(reserved.getAccount(), "849.75", "150.25", 3);
      assertEquals("849.7500 150.2500 3", accountRow(accountId));
      List<AccountEvent> events = awaitEvents(accountId, 3);
      assertEquals(
          List.of(
              AccountEventType.ACCOUNT_EVENT_TYPE_OPENED,
              AccountEventType.ACCOUNT_EVENT_TYPE_DEPOSITED,
              AccountEventType.ACCOUNT_EVENT_TYPE_RESERVED),
          events.stream().map(AccountEvent::getType).toList());
      assertEquals(accountId + "-3", events.getLast().getEventId());
      assertAccount(events.getLast().getAccount(), "849.75", "150.25", 3);
      Map<String, String> hash = awaitHash(accountId, "3");
      assertEquals(
          Map.of(
              "balance", "849.75",
              "reserved", "150.25",
              "currency", "USD",
              "status", "ACTIVE",
              "version", "3"),
          hash);
    }
  }

  @Test
  void shouldServeTheSameBalancesAfterARestart() throws Exception {
    long accountId = newAccountId();
    try (Node node = node().start()) {
      openDepositReserve(node, accountId);
    }

    try (Node node = node().start();
        Client client = new Client(node)) {
      CommandResult found = client.getAccount(accountId);
      CommandResult again = client.reserve(accountId);

      assertAccount(found.getAccount(), "849.75", "150.25", 3);
      assertTrue(again.getReplayed(), "the request id is remembered");
      assertAccount(again.getAccount(), "849.75", "150.25", 3);
    }
  }

  @Test
  void shouldWaitForADatabaseThatCannotBeReachedWhenItStarts() throws Exception {
    URI server = URI.create(postgres.jdbcUrl().substring("jdbc:".length()));
    try (FaultProxy link = new FaultProxy(server.getHost(), server.getPort());
        Node node = node().throughPort(link.port()).make()) {
      link.refuse(true);
      CompletableFuture<Void> healed =
          CompletableFuture.runAsync(
              () -> link.refuse(false), CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));

      node.start();

      assertTrue(healed.isDone(), "it waited");
      TestNode.awaitServing(node);
    }
  }

  @Test
  void shouldEndAtOnceWhenItIsAskedToWhileTheDatabaseCannotBeReached() throws Exception {
    URI server = URI.create(postgres.jdbcUrl().substring("jdbc:".length()));
    try (FaultProxy link = new FaultProxy(server.getHost(), server.getPort());
        Node node = node().throughPort(link.port()).make()) {
      link.refuse(true);

      node.start(() -> !page(node, "/healthz.json").contains("DATABASE_AWAY"));

      assertFalse(node.awaitServing(() -> false));
      String health = awaitPage(node, "/healthz.json", "DATABASE_AWAY");
      assertTrue(health.contains(":" + link.port() + "/"), health);
    }
  }

  @Test
  void shouldNotBeReadyWhileTheDatabaseIsAwayThoughNobodyAsks() throws Exception {
    URI server = URI.create(postgres.jdbcUrl().substring("jdbc:".length()));
    try (FaultProxy link = new FaultProxy(server.getHost(), server.getPort());
        Node node = node().throughPort(link.port()).start()) {
      link.refuse(true);

      awaitReadiness(node, 503);
      awaitPage(node, "/metrics", "ringfence_ready{role=\"engine\"} 0.0");
      link.refuse(false);

      awaitReadiness(node, 200);
      awaitPage(node, "/metrics", "ringfence_ready{role=\"engine\"} 1.0");
    }
  }

  @Test
  void shouldEndWatchesWhileTheDatabaseIsAwayThoughNobodyAsks() throws Exception {
    long accountId = newAccountId();
    URI server = URI.create(postgres.jdbcUrl().substring("jdbc:".length()));
    try (FaultProxy link = new FaultProxy(server.getHost(), server.getPort());
        Node node = node().throughPort(link.port()).start();
        Client client = new Client(node)) {
      openDepositReserve(node, accountId);
      Iterator<WatchAccountResponse> changes = client.watch(accountId);
      assertAccount(changes.next().getAccount(), "849.75", "150.25", 3);

      link.refuse(true);

      StatusRuntimeException end = assertThrows(StatusRuntimeException.class, changes::hasNext);
      assertEquals(Status.Code.UNAVAILABLE, end.getStatus().getCode());
    }
  }

  @Test
  void shouldTellOfEachRecoveryByItself() throws Exception {
    List<List<String>> told = new CopyOnWriteArrayList<>();
    try (Node node =
        new Node(
            node().config(),
            () -> {
              List<String> ofOne = new CopyOnWriteArrayList<>();
              told.add(ofOne);
              return new Progress() {
                @Override
                public void started(String task, long expectedRows) {
                  ofOne.add(task);
                }

                @Override
                public void finished() {
                  ofOne.add("finished");
                }
              };
            })) {
      node.start();
      TestNode.awaitServing(node);

      assertEquals(
          Set.of(
              List.of("Recovering shard 0", "finished"), List.of("Recovering shard 1", "finished")),
          Set.copyOf(told));
    }
  }

  @Test
  void shouldSayWhoHasItsShardsWhenItIsAStandby() throws Exception {
    node().start().close();
    // An hour ahead, so that no pause of this process can let the lease end.
    postgres.execute(
        "UPDATE shard_leases SET owner = 'first/1',"
            + " heartbeat_at = clock_timestamp() + interval '1 hour'");
    try (Node standby = node().named("standby").make()) {
      standby.start();

      String health = awaitPage(standby, "/healthz.json", "OWNED_ELSEWHERE");

      assertTrue(health.contains("STARTING: owned by first, which renewed its lease "), health);
      assertTrue(awaitPage(standby, "/readyz", "owned by first").startsWith("not ready"));
      postgres.execute("UPDATE shard_leases SET owner = NULL, heartbeat_at = NULL");
      awaitReadiness(standby, 200);
    }
  }

  @Test
  void shouldGiveItsShardsUpWithoutAnErrorWhenAnotherHasThemAndNothingIsUnderWay()
      throws Exception {
    try (LogLines lines = new LogLines(ShardHost.class);
        Node _ = node().start()) {
      postgres.execute(
          "UPDATE shard_leases SET owner = 'other/1',"
              + " heartbeat_at = clock_timestamp() + interval '1 hour'");

      for (int shard = 0; shard < 2; shard++) {
        ILoggingEvent end = lines.next(LIMIT);
        while (!end.getFormattedMessage().contains(" gave up: ")) {
          end = lines.next(LIMIT);
        }
        assertEquals(Level.WARN, end.getLevel(), end::getFormattedMessage);
      }
    }
  }

  private static String page(Node node, String path) {
    try {
      return awaitPage(node, path, "");
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static String awaitPage(Node node, String path, String words) throws Exception {
    URI page = URI.create("http://127.0.0.1:" + node.httpPort() + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(page).timeout(LIMIT).build();
      long latestNanos = System.nanoTime() + LIMIT.toNanos();
      while (true) {
        String body = client.send(request, BodyHandlers.ofString()).body();
        if (body.contains(words)) {
          return body;
        }
        assertTrue(System.nanoTime() - latestNanos < 0, () -> path + " says in time: " + body);
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  private static void awaitReadiness(Node node, int status) throws Exception {
    URI page = URI.create("http://127.0.0.1:" + node.httpPort() + "/readyz");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(page).timeout(LIMIT).build();
      long latestNanos = System.nanoTime() + LIMIT.toNanos();
      while (client.send(request, BodyHandlers.discarding()).statusCode() != status) {
        assertTrue(System.nanoTime() - latestNanos < 0, "/readyz says " + status + " in time");
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  private static CommandResult openDepositReserve(Node node, long accountId) {
    try (Client client = new Client(node)) {
      client.open(accountId);
      client.deposit(accountId);
      return client.reserve(accountId);
    }
  }

  private static void assertAccount(
      Account account, String balance, String reserved, long version) {
    assertEquals(balance, account.getBalance());
    assertEquals(reserved, account.getReserved());
    assertEquals(version, account.getVersion());
  }

  private TestNode node() {
    return TestNode.on(postgres).withShards(2).withRehearsal(200);
  }

  /** Kafka and Redis outlive a test, so each has accounts of its own. */
  private static long newAccountId() {
    return System.nanoTime();
  }

  private String accountRow(long accountId) throws Exception {
    return postgres.value(
        "SELECT concat_ws(' ', balance, reserved, version) FROM accounts"
            + " WHERE account_id = "
            + accountId);
  }

  private static List<AccountEvent> awaitEvents(long accountId, int count) throws Exception {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, Backends.kafkaBootstrapServers());
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      long latestNanos = System.nanoTime() + LIMIT.toNanos();
      List<TopicPartition> partitions = new ArrayList<>();
      // The node creates the topic in the background: commands do not wait for Kafka.
      while (partitions.isEmpty() && System.nanoTime() - latestNanos < 0) {
        for (PartitionInfo partition : consumer.partitionsFor(Topics.ACCOUNT_EVENTS)) {
          partitions.add(new TopicPartition(partition.topic(), partition.partition()));
        }
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<AccountEvent> events = new ArrayList<>();
      while (events.size() < count && System.nanoTime() - latestNanos < 0) {
        for (ConsumerRecord<String, byte[]> event : consumer.poll(Duration.ofMillis(100))) {
          if (event.key().equals(Long.toString(accountId))) {
            events.add(AccountEvent.parseFrom(event.value()));
          }
        }
      }
      assertEquals(count, events.size(), "events of the account in Kafka");
      return events;
    }
  }

  private static Map<String, String> awaitHash(long accountId, String version) {
    try (RedisClient client = RedisClient.create(Backends.redisUri());
        StatefulRedisConnection<String, String> connection = client.connect()) {
      long latestNanos = System.nanoTime() + LIMIT.toNanos();
      while (System.nanoTime() - latestNanos < 0) {
        Map<String, String> hash = connection.sync().hgetall("account:" + accountId);
        if (version.equals(hash.get("version"))) {
          return hash;
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
      return fail("account:" + accountId + " is not in Redis at version " + version);
    }
  }

  /** A caller that asks with fixed request ids, as somebody who retries does. */
  private static final class Client implements AutoCloseable {
    private final ManagedChannel channel;
    private final AccountServiceBlockingStub accounts;

    Client(Node node) {
      channel = NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort()).usePlaintext().build();
      accounts =
          AccountServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    void open(long accountId) {
      CommandResult opened =
          accounts
              .openAccount(
                  OpenAccountRequest.newBuilder()
                      .setAccountId(accountId)
                      .setRequestId("open")
                      .setCurrency("USD")
                      .build())
              .getResult();
      assertEquals(Outcome.OUTCOME_ACCEPTED, opened.getOutcome());
    }

    void deposit(long accountId) {
      CommandResult deposited =
          accounts
              .deposit(
                  DepositRequest.newBuilder()
                      .setAccountId(accountId)
                      .setRequestId("deposit")
                      .setAmount("1000")
                      .build())
              .getResult();
      assertEquals(Outcome.OUTCOME_ACCEPTED, deposited.getOutcome());
    }

    Iterator<WatchAccountResponse> watch(long accountId) {
      return accounts.watchAccount(
          WatchAccountRequest.newBuilder().setAccountId(accountId).build());
    }

    CommandResult reserve(long accountId) {
      return accounts
          .reserve(
              ReserveRequest.newBuilder()
                  .setAccountId(accountId)
                  .setRequestId("reserve")
                  .setOrderId("order-1")
                  .setAmount("150.25")
                  .build())
          .getResult();
    }

    CommandResult getAccount(long accountId) {
      return accounts
          .getAccount(GetAccountRequest.newBuilder().setAccountId(accountId).build())
          .getResult();
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }
}
