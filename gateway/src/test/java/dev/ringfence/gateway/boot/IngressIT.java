package dev.ringfence.gateway.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.Side;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.testing.TestSeed;
import dev.ringfence.events.v1.DepositEvent;
import dev.ringfence.events.v1.FillEvent;
import dev.ringfence.events.v1.WithdrawEvent;
import dev.ringfence.gateway.kafka.Fate;
import dev.ringfence.gateway.kafka.IngressConfig;
import dev.ringfence.gateway.kafka.IngressMetrics;
import dev.ringfence.gateway.kafka.IngressStatus;
import dev.ringfence.gateway.kafka.KafkaIngress;
import dev.ringfence.gateway.validation.CommandValidation;
import dev.ringfence.journal.relay.DeadLetterHeaders;
import dev.ringfence.journal.relay.EventTopics;
import dev.ringfence.journal.relay.Topics;
import dev.ringfence.journal.relay.TopicsConfig;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.Until;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records from a real broker into real shards, with all that goes wrong on the way. */
final class IngressIT {
  private static final int ACCOUNTS = 40;
  private static final int RECORDS = 2_400;
  private static final String OPENING = "1000000";
  private static final List<String> TOPICS =
      List.of(Topics.FILLS, Topics.DEPOSITS, Topics.WITHDRAWALS);

  /** Who may not read leaves at once, without a word about what was under way. */
  private static final IngressConfig CONFIG =
      new IngressConfig(1_000, 4 << 20, 2_048, 64 << 10, 3, 1_000, 5, 500, 100, 1, 100, 1, 500);

  private final long seed = TestSeed.get();
  private final Random random = new Random(seed);

  /** Topics outlive a test, so each has accounts of its own. */
  private final long firstAccount = System.nanoTime();

  private final IngressHouse house = new IngressHouse();
  private final List<KafkaIngress> ingresses = new ArrayList<>();
  private final Map<String, Sent> sent = new ConcurrentHashMap<>();
  private final AtomicInteger assignments = new AtomicInteger();

  /** A record, and whether it must become a dead letter. */
  private record Sent(String eventId, boolean poison) {}

  private record Draft(ProducerRecord<byte[], byte[]> record, String eventId, boolean poison) {
    Draft(String topic, byte[] key, byte[] value, String eventId, boolean poison) {
      this(new ProducerRecord<>(topic, key, value), eventId, poison);
    }

    String topic() {
      return record.topic();
    }

    byte[] key() {
      return record.key();
    }

    byte[] value() {
      return record.value();
    }
  }

  @BeforeEach
  void start() throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, Backends.kafkaBootstrapServers()))) {
      EventTopics.ensure(admin, new TopicsConfig(2, (short) 1, 30));
    }
    house.start();
    for (int index = 0; index < ACCOUNTS; index++) {
      open(firstAccount + index);
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (KafkaIngress ingress : ingresses) {
      ingress.close(Duration.ofSeconds(10));
    }
    house.close();
  }

  @Test
  void shouldApplyAFillThatComesBeforeItsReservation() throws Exception {
    AtomicInteger retries = new AtomicInteger();
    start(
        new IngressMetrics() {
          @Override
          public void onRetry(String topic) {
            retries.incrementAndGet();
          }
        },
        new AtomicBoolean(true));
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      send(producer, fill("early", "late-order", firstAccount));
    }
    Until.holds("it was refused once", () -> retries.get() > 0);

    assertEquals(Reason.NONE, reserve(firstAccount, "late-order"));

    Until.holds("the fill has its effect", () -> has("early"));
    assertEquals(Map.of(), deadLetters());
  }

  @Test
  void shouldEndEveryRecordOnceWhateverHappens() throws Exception {
    AtomicBoolean firstMayRead = new AtomicBoolean(true);
    AtomicBoolean secondMayRead = new AtomicBoolean(false);
    start(new Assignments(), firstMayRead);
    start(new Assignments(), secondMayRead);
    List<Draft> drafts = drafts();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      sendPart(producer, drafts, 0);
      secondMayRead.set(true);
      sendPart(producer, drafts, 1);
      firstMayRead.set(false);
      sendPart(producer, drafts, 2);
      firstMayRead.set(true);
      house.cutOffFromPostgres(Duration.ofSeconds(2));
      sendPart(producer, drafts, 3);
      Until.holds("both have read", () -> assignments.get() >= 3);
      secondMayRead.set(false);
      sendPart(producer, drafts, 4);
    }

    Until.holds("everything is committed", this::isCommitted);

    audit(drafts);
    assertTrue(house.verify().exitCode() == 0, () -> "seed " + seed);
  }

  private void audit(List<Draft> drafts) throws Exception {
    Set<String> effects = house.requestIds();
    Map<String, String> letters = deadLetters();
    for (Map.Entry<String, Sent> record : sent.entrySet()) {
      Sent what = record.getValue();
      boolean isEffect = effects.contains(what.eventId());
      boolean isLetter = letters.containsKey(record.getKey());
      String text = what + " at " + record.getKey() + ", seed " + seed;
      assertEquals(what.poison(), isLetter, () -> "dead letter: " + text);
      assertEquals(!what.poison(), isEffect, () -> "effect: " + text);
    }
    Map<Long, Long> expected = new HashMap<>();
    Set<String> counted = new HashSet<>();
    for (int index = 0; index < ACCOUNTS; index++) {
      expected.put(firstAccount + index, 2L * Long.parseLong(OPENING) * 10_000);
    }
    for (Draft draft : drafts) {
      if (!draft.poison() && counted.add(draft.eventId())) {
        long change = draft.topic().equals(Topics.DEPOSITS) ? 10_000 : -10_000;
        expected.merge(Long.parseLong(new String(draft.key(), UTF_8)), change, Long::sum);
      }
    }
    assertEquals(expected, house.cash(), () -> "seed " + seed);
  }

  /** A tenth is poison, half comes twice, and all is shuffled. */
  private List<Draft> drafts() {
    List<Draft> drafts = new ArrayList<>();
    for (int index = 0; index < RECORDS; index++) {
      long account = firstAccount + random.nextInt(ACCOUNTS);
      String id = "e" + index;
      Draft draft =
          random.nextInt(10) == 0
              ? poison(id, account)
              : switch (random.nextInt(3)) {
                case 0 -> fill(id, "order", account);
                case 1 -> deposit(id, account, "1");
                default -> withdrawal(id, account);
              };
      drafts.add(draft);
      if (random.nextBoolean()) {
        drafts.add(draft);
      }
    }
    Collections.shuffle(drafts, random);
    return drafts;
  }

  private Draft poison(String id, long account) {
    Draft fine = deposit(id, account, "1");
    return switch (random.nextInt(9)) {
      case 0 -> new Draft(fine.topic(), fine.key(), new byte[] {(byte) 0xFF, 9}, id, true);
      case 1 -> new Draft(fine.topic(), fine.key(), null, id, true);
      case 2 -> new Draft(fine.topic(), null, fine.value(), id, true);
      case 3 -> new Draft(fine.topic(), key(account + 1), fine.value(), id, true);
      case 4 -> new Draft(fine.topic(), fine.key(), new byte[100_000], id, true);
      case 5 -> poisonous(deposit(id, account, "-1"));
      case 6 -> poisonous(deposit(id, account, "1e-100000000"));
      case 7 -> poisonous(deposit(id, account + 1_000_000_000, "1"));
      default -> poisonous(fill(id, "no-order", account));
    };
  }

  private static Draft poisonous(Draft draft) {
    return new Draft(draft.record(), draft.eventId(), true);
  }

  private static Draft deposit(String id, long account, String amount) {
    DepositEvent event =
        DepositEvent.newBuilder()
            .setEventId(id)
            .setAccountId(account)
            .setAmount(amount)
            .setCurrency("USD")
            .build();
    return new Draft(Topics.DEPOSITS, key(account), event.toByteArray(), id, false);
  }

  private static Draft withdrawal(String id, long account) {
    WithdrawEvent event =
        WithdrawEvent.newBuilder()
            .setEventId(id)
            .setAccountId(account)
            .setAmount("1")
            .setCurrency("USD")
            .build();
    return new Draft(Topics.WITHDRAWALS, key(account), event.toByteArray(), id, false);
  }

  private static Draft fill(String id, String order, long account) {
    FillEvent event =
        FillEvent.newBuilder()
            .setEventId(id)
            .setAccountId(account)
            .setOrderId(order)
            .setSymbol("ACME")
            .setSide(Side.SIDE_BUY)
            .setFillPrice("1")
            .setQuantity("1")
            .build();
    return new Draft(Topics.FILLS, key(account), event.toByteArray(), id, false);
  }

  private static byte[] key(long account) {
    return Long.toString(account).getBytes(UTF_8);
  }

  private void open(long account) throws Exception {
    house.open(account);
    for (String id : List.of("opening-1", "opening-2")) {
      assertEquals(
          Reason.NONE,
          house.ask(
              CommandValidation.deposit(
                  DepositRequest.newBuilder()
                      .setAccountId(account)
                      .setRequestId(id)
                      .setAmount(OPENING)
                      .build())));
    }
    assertEquals(Reason.NONE, reserve(account, "order"));
  }

  private Reason reserve(long account, String order) throws Exception {
    return house.ask(
        CommandValidation.reserve(
            ReserveRequest.newBuilder()
                .setAccountId(account)
                .setRequestId("reserve-" + order)
                .setOrderId(order)
                .setAmount("900000")
                .build()));
  }

  private void start(IngressMetrics metrics, AtomicBoolean mayRead) {
    ingresses.add(house.ingress(CONFIG, metrics, mayRead::get));
  }

  private void sendPart(KafkaProducer<byte[], byte[]> producer, List<Draft> drafts, int part)
      throws Exception {
    int size = drafts.size() / 5 + 1;
    List<Draft> some = drafts.subList(part * size, Math.min(drafts.size(), (part + 1) * size));
    int half = some.size() / 2;
    send(producer, some.subList(0, half).toArray(Draft[]::new));
    // Long enough for the group to settle, so that there is something to disturb.
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(700));
    send(producer, some.subList(half, some.size()).toArray(Draft[]::new));
  }

  private void send(KafkaProducer<byte[], byte[]> producer, Draft... drafts) throws Exception {
    Map<Future<RecordMetadata>, Draft> sending = new HashMap<>();
    for (Draft draft : drafts) {
      sending.put(producer.send(draft.record()), draft);
    }
    for (Map.Entry<Future<RecordMetadata>, Draft> one : sending.entrySet()) {
      RecordMetadata place = one.getKey().get(30, TimeUnit.SECONDS);
      sent.put(
          place.topic() + ":" + place.partition() + ":" + place.offset(),
          new Sent(one.getValue().eventId(), one.getValue().poison()));
    }
  }

  private boolean has(String eventId) {
    try {
      return house.requestIds().contains(eventId);
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
  }

  private boolean isCommitted() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer, "");
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      return consumer.committed(Set.copyOf(partitions)).entrySet().stream()
          .allMatch(
              entry ->
                  ends.get(entry.getKey()) == 0
                      || (entry.getValue() != null
                          && entry.getValue().offset() == ends.get(entry.getKey())));
    }
  }

  /** Of what this test sent: the reasons, by origin. */
  private Map<String, String> deadLetters() {
    Map<String, String> letters = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer, ".DLT");
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(Duration.ofMillis(100))) {
          String origin =
              header(letter, DeadLetterHeaders.TOPIC)
                  + ":"
                  + header(letter, DeadLetterHeaders.PARTITION)
                  + ":"
                  + header(letter, DeadLetterHeaders.OFFSET);
          if (sent.containsKey(origin)) {
            letters.put(origin, header(letter, DeadLetterHeaders.REASON));
          }
        }
      }
    }
    return letters;
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    assertFalse(record.headers().lastHeader(name) == null, name);
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String suffix) {
    return TOPICS.stream()
        .flatMap(topic -> consumer.partitionsFor(topic + suffix).stream())
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  private static KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, Backends.kafkaBootstrapServers());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, IngressConfig.GROUP);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, Backends.kafkaBootstrapServers());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Counts how often an ingress has other partitions than before. */
  private final class Assignments implements IngressMetrics {
    private final AtomicInteger partitions = new AtomicInteger();

    @Override
    public void onStatus(IngressStatus status) {
      if (partitions.getAndSet(status.partitions()) != status.partitions()) {
        assignments.incrementAndGet();
      }
    }

    @Override
    public void onFinished(String topic, Fate fate, long ageMillis) {
      assertTrue(ageMillis >= 0);
    }
  }
}
