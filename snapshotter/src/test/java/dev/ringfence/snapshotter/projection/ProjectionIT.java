package dev.ringfence.snapshotter.projection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.journal.letters.DeadLetterProducers;
import dev.ringfence.journal.places.AskedTopicIds;
import dev.ringfence.journal.relay.EventTopics;
import dev.ringfence.journal.relay.RelayProducers;
import dev.ringfence.journal.relay.Topics;
import dev.ringfence.journal.relay.TopicsConfig;
import dev.ringfence.localstack.LocalService;
import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.LocalStackConfig;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.Until;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The projection between a broker and a Redis of its own, which the tests may harm. */
@Timeout(180)
class ProjectionIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ProjectionConfig CONFIG =
      new ProjectionConfig(500, 2_000, 100, 20, 100, 20, 500);

  private static LocalStack stack;
  private static Map<String, Object> brokers;
  private static Producer<byte[], byte[]> producer;
  private static RedisClient redisClient;
  private static long accounts;

  private final PGSimpleDataSource dataSource = new PGSimpleDataSource();
  private final String group = "projection-" + UUID.randomUUID();
  private final AtomicInteger failures = new AtomicInteger();
  private StatefulRedisConnection<String, String> connection;

  @BeforeAll
  static void startServers() {
    stack =
        LocalStack.start(
            LocalStackConfig.ephemeral().withServices(LocalService.KAFKA, LocalService.REDIS));
    stack.awaitKafka(LIMIT);
    brokers = Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
    try (Admin admin = Admin.create(brokers)) {
      EventTopics.ensure(admin, TopicsConfig.SINGLE_BROKER);
    }
    producer = RelayProducers.forShard(0, brokers).open();
    redisClient = RedisClient.create(redisUri());
  }

  @AfterAll
  static void stopServers() {
    producer.close();
    redisClient.shutdown();
    stack.close();
  }

  @BeforeEach
  void prepare() {
    dataSource.setUrl(Backends.freshDatabase().jdbcUrl());
    Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:dev/ringfence/sql")
        .load()
        .migrate();
    connection = redisClient.connect();
    redis().flushall();
    // Accounts of its own for each test: the topic keeps what the tests before it sent.
    accounts += 1_000;
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @Test
  void shouldShowAccountsAndPositionsWhenEventsCome() throws Exception {
    long id = accounts + 42;
    send(id, Events.cash(id, 1));
    send(id, Events.position(id, 2, "AAPL", "4"));
    send(id, Events.cash(id, 3));

    try (RedisProjector projector = projector()) {
      projector.start();
      awaitVersion(id, 3);
    }

    assertEquals(
        Map.of(
            "balance",
            "300",
            "reserved",
            "0",
            "currency",
            "USD",
            "status",
            "ACTIVE",
            "version",
            "3"),
        redis().hgetall("account:" + id));
    assertEquals(Map.of("AAPL", "4|0|2.5"), redis().hgetall("pos:" + id));
    assertEquals(Map.of("AAPL", "2"), redis().hgetall("pos:" + id + ":versions"));
  }

  @Test
  void shouldKeepTheNewerWhenOlderEventsComeAgain() throws Exception {
    long id = accounts + 1;
    long last = accounts + 2;
    send(id, Events.position(id, 5, "AAPL", "5"));
    send(id, Events.position(id, 4, "AAPL", "4"));
    send(id, Events.cash(id, 3));
    send(last, Events.cash(last, 1));

    try (RedisProjector projector = projector()) {
      projector.start();
      awaitVersion(last, 1);
      awaitVersion(id, 5);
    }
    assertEquals("5|0|2.5", redis().hget("pos:" + id, "AAPL"));

    // A group that reads all of it once more changes nothing.
    try (RedisProjector projector = projector("again-" + group)) {
      redis().del("account:" + last);
      projector.start();
      awaitVersion(last, 1);
    }
    assertEquals("5", redis().hget("account:" + id, "version"));
    assertEquals("5|0|2.5", redis().hget("pos:" + id, "AAPL"));
  }

  @Test
  void shouldGoOnWhenARecordIsPoison() throws Exception {
    long id = accounts + 1;
    send(id, new byte[] {(byte) 0xFF});
    send(id, Events.cash(id, 1));

    try (RedisProjector projector = projector()) {
      projector.start();
      awaitVersion(id, 1);
    }
  }

  @Test
  void shouldReplaceWhatIsOfAnotherTypeWhenAnEventComes() throws Exception {
    long id = accounts + 1;
    execute("INSERT INTO positions VALUES (%d, 'MSFT', 0, 3, 1, 10, 2)".formatted(id));
    try (RedisProjector projector = projector()) {
      projector.start();
      Until.holds("it is complete", this::isComplete);
      assertEquals(Map.of("MSFT", "3|1|2.5"), redis().hgetall("pos:" + id));
      replaceByText("account:" + id);
      replaceByText("pos:" + id);
      redis().hset("pos:" + id + ":versions", "AAPL", "latest");

      send(id, Events.position(id, 3, "AAPL", "4"));

      Until.holds("it is replaced", () -> redis().type("account:" + id).equals("hash"));
      awaitVersion(id, 3);
      // What only PostgreSQL knows comes back by a rebuild.
      Map<String, String> all = Map.of("AAPL", "4|0|2.5", "MSFT", "3|1|2.5");
      Until.holds("all positions are back", () -> all.equals(redis().hgetall("pos:" + id)));
      assertEquals(Map.of("AAPL", "3", "MSFT", "2"), redis().hgetall("pos:" + id + ":versions"));
    }
  }

  @Test
  void shouldReplaceTheVersionsWhenTheyAreOfAnotherType() throws Exception {
    long id = accounts + 1;
    try (RedisProjector projector = projector()) {
      projector.start();
      replaceByText("pos:" + id + ":versions");
      redis().hset("pos:" + id, "GONE", "1|0|1");
      redis().hset("account:" + id, "version", "latest");

      send(id, Events.position(id, 3, "AAPL", "4"));

      awaitVersion(id, 3);
      assertEquals(Map.of("AAPL", "4|0|2.5"), redis().hgetall("pos:" + id));
      assertEquals(Map.of("AAPL", "3"), redis().hgetall("pos:" + id + ":versions"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"inf", "nan", "0x7fffffff", "1e9", "99.5"})
  void shouldReplaceAVersionThatOnlyLooksLikeANumber(String version) throws Exception {
    long id = accounts + 1;
    try (RedisProjector projector = projector()) {
      projector.start();
      redis().hset("account:" + id, "version", version);
      redis().hset("pos:" + id + ":versions", "AAPL", version);

      send(id, Events.position(id, 3, "AAPL", "4"));

      awaitVersion(id, 3);
      assertEquals(Map.of("AAPL", "4|0|2.5"), redis().hgetall("pos:" + id));
      assertEquals(Map.of("AAPL", "3"), redis().hgetall("pos:" + id + ":versions"));
    }
  }

  @Test
  void shouldRebuildWhenTheMarkerIsOfAnotherType() throws Exception {
    long id = accounts + 1;
    send(id, Events.cash(id, 1));
    try (RedisProjector projector = projector()) {
      projector.start();
      // By then it has also found that its group has no offsets, which removes the marker.
      awaitVersion(id, 1);
      Until.holds("it is complete", this::isComplete);

      replaceByText(RedisStore.MARKER);

      Until.holds(
          "it is complete", () -> redis().type(RedisStore.MARKER).equals("hash") && isComplete());
    }
  }

  private void replaceByText(String key) {
    redis().set(key, "x");
  }

  @Test
  void shouldRebuildWhenRedisWasFlushed() throws Exception {
    long id = accounts + 1;
    execute(
        "INSERT INTO accounts SELECT %d + n, 0, 'USD', 2, 150.25, 7, 9, now() FROM generate_series(1, 900) n"
            .formatted(accounts));
    execute(
        "INSERT INTO positions SELECT %d + n, 'AAPL', 0, 3, 1, 10, 8 FROM generate_series(1, 900) n"
            .formatted(accounts));
    try (RedisProjector projector = projector()) {
      projector.start();
      awaitVersion(accounts + 900, 9);
      redis().flushall();
      send(id, Events.position(id, 10, "MSFT", "1"));

      awaitVersion(id, 10);
      awaitVersion(accounts + 900, 9);
      Until.holds("it is complete", this::isComplete);
    }

    assertEquals(
        Map.of(
            "balance",
            "150.25",
            "reserved",
            "7",
            "currency",
            "USD",
            "status",
            "FROZEN",
            "version",
            "9"),
        redis().hgetall("account:" + (accounts + 900)));
    assertEquals(Map.of("AAPL", "3|1|2.5", "MSFT", "1|0|2.5"), redis().hgetall("pos:" + id));
    assertEquals("10", redis().hget("account:" + id, "version"));
  }

  @Test
  void shouldGoOnByItselfWhenRedisIsKilledAndComesBackEmpty() throws Exception {
    long id = accounts + 1;
    execute(
        "INSERT INTO accounts VALUES (%d, 0, 'USD', 1, 5, 0, 3, now())".formatted(accounts + 2));
    try (RedisProjector projector = projector()) {
      projector.start();
      send(id, Events.cash(id, 1));
      awaitVersion(id, 1);

      stack.redis().kill();
      send(id, Events.cash(id, 2));
      stack.redis().restart();
      connection = redisClient.connect();

      awaitVersion(id, 2);
      awaitVersion(accounts + 2, 3);
    }
  }

  @Test
  void shouldGoOnByItselfWhenRedisStalls() throws Exception {
    long id = accounts + 1;
    try (RedisProjector projector = projector()) {
      projector.start();
      send(id, Events.cash(id, 1));
      awaitVersion(id, 1);

      int before = failures.get();
      stack.redis().pause();
      send(id, Events.cash(id, 2));
      Until.holds("the stall is noticed", () -> failures.get() > before);
      stack.redis().resume();

      awaitVersion(id, 2);
    }
  }

  @Test
  void shouldGoOnByItselfWhenKafkaIsKilledAndComesBack() throws Exception {
    long id = accounts + 1;
    try (RedisProjector projector = projector()) {
      projector.start();
      send(id, Events.cash(id, 1));
      awaitVersion(id, 1);

      stack.kafka().kill();
      stack.kafka().restart();
      send(id, Events.cash(id, 2));

      awaitVersion(id, 2);
    }
  }

  @Test
  void shouldGoOnWhereItEndedWhenItIsStartedAgain() throws Exception {
    long id = accounts + 1;
    send(id, Events.cash(id, 1));
    try (RedisProjector projector = projector()) {
      projector.start();
      awaitVersion(id, 1);
      // A partition without one would begin again, and the marker go: others' letters hold some up.
      Until.holds("its group has an offset in each partition", this::hasOffsets);
      Until.holds("it is complete", this::isComplete);
    }
    redis().hset("account:" + id, "version", "0");
    send(id, Events.cash(id, 2));
    try (RedisProjector projector = projector()) {
      projector.start();
      awaitVersion(id, 2);
    }
    assertTrue(isComplete());
  }

  @Test
  void shouldRunTheScriptByItsSourceWhenRedisForgotIt() throws Exception {
    long id = accounts + 1;
    try (RedisProjector projector = projector()) {
      projector.start();
      send(id, Events.cash(id, 1));
      awaitVersion(id, 1);

      redis().scriptFlush();
      send(id, Events.cash(id, 2));

      awaitVersion(id, 2);
    }
  }

  private boolean hasOffsets() {
    try (Admin admin = Admin.create(brokers)) {
      long placed =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
              .values()
              .stream()
              .filter(Objects::nonNull)
              .count();
      return placed == TopicsConfig.SINGLE_BROKER.partitions();
    } catch (InterruptedException | ExecutionException | TimeoutException failed) {
      throw new AssertionError(failed);
    }
  }

  private boolean isComplete() {
    return "complete".equals(redis().hget(RedisStore.MARKER, "state"));
  }

  private void awaitVersion(long id, long version) throws Exception {
    Until.holds(
        "account " + id + " is at version " + version,
        () -> Long.toString(version).equals(redis().hget("account:" + id, "version")));
  }

  private RedisProjector projector() {
    return projector(group);
  }

  private RedisProjector projector(String groupId) {
    Map<String, Object> consumerSettings =
        Map.of(
            "bootstrap.servers",
            stack.kafka().bootstrapServers(),
            ConsumerConfig.GROUP_ID_CONFIG,
            groupId);
    return new RedisProjector(
        redisUri(),
        ProjectorConsumers.inGroup(consumerSettings),
        new AskedTopicIds(brokers),
        DeadLetterProducers.named("letters", brokers),
        new JdbcSnapshotSource(dataSource, 1_000),
        CONFIG,
        countingFailures(),
        InstantSource.system());
  }

  private ProjectionMetrics countingFailures() {
    return new ProjectionMetrics() {
      @Override
      public void onFailure(int attempts, Exception cause) {
        failures.incrementAndGet();
      }
    };
  }

  private static RedisURI redisUri() {
    return RedisURI.create(stack.redis().uri());
  }

  private RedisCommands<String, String> redis() {
    return connection.sync();
  }

  private static void send(long accountId, byte[] value) {
    byte[] key = Long.toString(accountId).getBytes(US_ASCII);
    try {
      var _ = producer.send(new ProducerRecord<>(Topics.ACCOUNT_EVENTS, key, value)).get();
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  private void execute(String sql) throws Exception {
    try (Connection database = dataSource.getConnection();
        Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }
}
