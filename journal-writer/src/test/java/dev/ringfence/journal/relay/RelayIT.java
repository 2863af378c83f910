package dev.ringfence.journal.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.journal.places.Recreation;
import dev.ringfence.localstack.LocalService;
import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.LocalStackConfig;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.Until;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The relay between a real PostgreSQL and a broker of its own, which the tests may stop. */
class RelayIT {
  /** A broker that is slow, but there, has as long as it takes: nothing is sent twice for it. */
  private static final Map<String, Object> PATIENT = limits(60_000, 120_000);

  /** So that a test need not wait long for what a broker that is away brings about. */
  private static final Map<String, Object> IMPATIENT = limits(1_000, 2_000);

  private static LocalStack stack;
  private static Map<String, Object> connection;

  private OutboxTable outbox;
  private TopicReader events;
  private TopicReader letters;

  @BeforeAll
  static void startBroker() {
    stack = LocalStack.start(LocalStackConfig.ephemeral().withServices(LocalService.KAFKA));
    stack.awaitKafka(Duration.ofSeconds(60));
    connection =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafka().bootstrapServers());
    try (Admin admin = Admin.create(connection)) {
      assertEquals(EventTopics.ALL, EventTopics.ensure(admin, TopicsConfig.SINGLE_BROKER));
    }
  }

  @AfterAll
  static void stopBroker() {
    stack.close();
  }

  @BeforeEach
  void prepare() throws Exception {
    outbox = new OutboxTable(Backends.freshDatabase());
    events = new TopicReader(stack.kafka().bootstrapServers(), Topics.ACCOUNT_EVENTS);
    letters =
        new TopicReader(stack.kafka().bootstrapServers(), Topics.deadLetter(Topics.ACCOUNT_EVENTS));
  }

  @Test
  void shouldCreateMissingTopicsOnlyOnce() {
    try (Admin admin = Admin.create(connection)) {
      assertEquals(List.of(), EventTopics.ensure(admin, TopicsConfig.SINGLE_BROKER));
    }
  }

  @Test
  void shouldCarryEventsInOrderWithHeadersWhenTheyAreCommitted() throws Exception {
    outbox.commit(12_345);
    try (OutboxRelay relay = relay()) {
      relay.start();
      Until.holds("all is published", () -> outbox.cursor() == 12_345);
    }

    TopicReader topic = events.read();
    assertEquals(12_345, topic.records().size());
    topic.assertGaplessPerAccount();
    ConsumerRecord<byte[], byte[]> record = topic.records().getFirst();
    assertEquals("1.0", TopicReader.header(record, EventHeaders.SPEC_VERSION));
    assertEquals("application/x-protobuf", TopicReader.header(record, EventHeaders.CONTENT_TYPE));
    assertEquals("0", TopicReader.header(record, EventHeaders.SHARD));
  }

  @Test
  void shouldSendNothingTwiceWhenItIsStoppedInOrder() throws Exception {
    outbox.commit(5_000);
    try (OutboxRelay relay = relay()) {
      relay.start();
      Until.holds("something is published", () -> outbox.cursor() > 0);
      assertTrue(relay.stop(Duration.ofMinutes(1)));
    }
    outbox.commit(1_000);
    try (OutboxRelay relay = relay()) {
      relay.start();
      Until.holds("all is published", () -> outbox.cursor() == 6_000);
    }

    assertEquals(6_000, events.read().records().size());
  }

  @Test
  void shouldEmptyThePartitionWhenTheCursorHasLeftIt() throws Exception {
    outbox.startAfter(262_000);
    outbox.commit(1_000);
    try (OutboxRelay relay = relay(OutboxTrimmer.NONE)) {
      relay.start();
      Until.holds("all is published", () -> outbox.cursor() == 263_000);
    }
    assertEquals(1_000, outbox.rows());

    try (OutboxRelay relay = relay()) {
      relay.start();

      Until.holds("the first partition is empty", () -> outbox.rows() == 857);
    }
    assertEquals(263_000, outbox.cursor());
  }

  @Test
  void shouldNotMoveTheCursorBeyondWhatTheShardHasCommitted() throws Exception {
    outbox.commit(10);
    try (JdbcOutbox table =
        new JdbcOutbox(outbox.dataSource(), 0, RelayConfig.DEFAULTS, OutboxTrimmer.NONE)) {
      assertFalse(table.moveCursor(0, 11, 7));
      assertEquals(0, outbox.cursor());
      assertTrue(table.moveCursor(0, 10, 7));
    }
    assertEquals(10, outbox.cursor());
  }

  @Test
  void shouldPublishNothingWhenTheEpochIsOver() throws Exception {
    outbox.commit(10);
    outbox.execute("UPDATE shards SET epoch = 8");
    try (OutboxRelay relay = relay()) {
      relay.start();

      Until.holds("it knows", () -> relay.state() == RelayState.FENCED);
    }
    assertEquals(0, outbox.cursor());
    assertEquals(0, events.read().records().size());
  }

  @Test
  void shouldStandByWhileAnotherRelayHasTheShard() throws Exception {
    try (OutboxRelay first = relay();
        OutboxRelay second = relay()) {
      first.start();
      Until.holds("it has the shard", () -> first.state() == RelayState.FLOWING);
      second.start();
      Until.holds("it stands by", () -> second.state() == RelayState.FENCED);
      outbox.commit(2_000);
      Until.holds("the first publishes", () -> outbox.cursor() == 2_000);
      assertEquals(2_000, events.read().records().size());

      assertTrue(first.stop(Duration.ofMinutes(1)));
      outbox.commit(1_000);

      Until.holds("the second publishes", () -> outbox.cursor() == 3_000);
    }
    assertEquals(3_000, events.read().records().size());
  }

  @Test
  void shouldNotMoveTheCursorWhenItIsAZombie() throws Exception {
    outbox.commit(10);
    JdbcOutbox zombie =
        new JdbcOutbox(outbox.dataSource(), 0, RelayConfig.DEFAULTS, OutboxTrimmer.NONE);
    zombie.progress();
    outbox.execute("UPDATE shards SET epoch = 8");

    assertEquals(List.of(), zombie.readAfter(0, 7));
    assertFalse(zombie.moveCursor(0, 10, 7));
    assertEquals(0, outbox.cursor());
    assertTrue(zombie.moveCursor(0, 10, 8));
    zombie.close();
  }

  @Test
  void shouldReadNoMoreBytesThanAllowedWhenEventsAreLarge() throws Exception {
    outbox.commit(10, 1_000);
    RelayConfig small = new RelayConfig(100, 3_000, 1, 1, 50, 50, 500, 1_000, 50, 10);
    JdbcOutbox reader = new JdbcOutbox(outbox.dataSource(), 0, small, OutboxTrimmer.NONE);

    assertEquals(3, reader.readAfter(0, 7).size());
    reader.close();
  }

  @Test
  void shouldUseADeadLetterAndGoOnWhenTheBrokerRefusesAnEvent() throws Exception {
    outbox.commit(150);
    outbox.commit(1, 2 << 20);
    outbox.commit(149);
    try (OutboxRelay relay =
        relay(
            Map.of(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                8 << 20,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "none"))) {
      relay.start();
      Until.holds("all is published", () -> outbox.cursor() == 300);
    }

    assertEquals(299, events.read().distinct());
    letters.read();
    assertEquals(1, letters.records().size());
    ConsumerRecord<byte[], byte[]> letter = letters.records().getFirst();
    assertEquals("151", TopicReader.header(letter, EventHeaders.SEQUENCE));
    assertTrue(TopicReader.header(letter, DeadLetterHeaders.REASON).contains("RecordTooLarge"));
  }

  @Test
  void shouldGoOnByItselfWhenTheBrokerIsKilledAndComesBack() throws Exception {
    outbox.commit(1_000);
    try (OutboxRelay relay = relay(IMPATIENT)) {
      relay.start();
      Until.holds("the first are published", () -> outbox.cursor() == 1_000);

      stack.kafka().kill();
      outbox.commit(20_000);
      relay.wake();
      Until.holds("it noticed", () -> relay.state() == RelayState.WAITING);
      stack.kafka().restart();

      Until.holds("all is published", () -> outbox.cursor() == 21_000);
    }
    TopicReader topic = events.read();
    assertEquals(21_000, topic.distinct());
    topic.assertGaplessPerAccount();
  }

  @Test
  void shouldGoOnByItselfWhenItsTopicIsMadeAnew() throws Exception {
    outbox.commit(1_000);
    try (OutboxRelay relay = relay(IMPATIENT);
        Admin admin = Admin.create(connection)) {
      relay.start();
      Until.holds("the first are published", () -> outbox.cursor() == 1_000);

      Recreation.of(admin, Topics.ACCOUNT_EVENTS, TopicsConfig.SINGLE_BROKER);
      events = new TopicReader(stack.kafka().bootstrapServers(), Topics.ACCOUNT_EVENTS);
      outbox.commit(1_000);
      relay.wake();

      Until.holds("all is published", () -> outbox.cursor() == 2_000);
    }
    assertEquals(1_000, events.read().distinct());
  }

  @Test
  void shouldGoOnByItselfWhenTheBrokerStallsUnderLoad() throws Exception {
    try (OutboxRelay relay = relay(IMPATIENT)) {
      relay.start();
      outbox.commit(50_000);
      Until.holds("it flows", () -> outbox.cursor() > 0);

      stack.kafka().pause();
      // All before may be published by now.
      outbox.commit(1_000);
      relay.wake();
      Until.holds("it noticed", () -> relay.state() == RelayState.WAITING);
      stack.kafka().resume();

      Until.holds("all is published", () -> outbox.cursor() == 51_000);
    }
    TopicReader topic = events.read();
    assertEquals(51_000, topic.distinct());
    topic.assertGaplessPerAccount();
  }

  private OutboxRelay relay() {
    return relay(Map.of());
  }

  private OutboxRelay relay(OutboxTrimmer trimmer) {
    return new OutboxRelay(
        0,
        () -> 7,
        outbox.dataSource(),
        producers(Map.of()),
        RelayConfig.DEFAULTS,
        trimmer,
        RelayMetrics.NONE,
        InstantSource.system());
  }

  private OutboxRelay relay(Map<String, Object> overrides) {
    return new OutboxRelay(
        0,
        () -> 7,
        outbox.dataSource(),
        producers(overrides),
        RelayConfig.DEFAULTS,
        RelayMetrics.NONE,
        InstantSource.system());
  }

  private static ProducerFactory producers(Map<String, Object> overrides) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.putAll(PATIENT);
    settings.putAll(overrides);
    return RelayProducers.forShard(0, settings);
  }

  private static Map<String, Object> limits(int requestMillis, int deliveryMillis) {
    return Map.of(
        ProducerConfig.MAX_BLOCK_MS_CONFIG,
        requestMillis,
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        requestMillis,
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
        deliveryMillis);
  }
}
