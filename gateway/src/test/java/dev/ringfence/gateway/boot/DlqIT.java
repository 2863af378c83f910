package dev.ringfence.gateway.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.Side;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.events.v1.FillEvent;
import dev.ringfence.gateway.kafka.IngressConfig;
import dev.ringfence.gateway.kafka.IngressMetrics;
import dev.ringfence.gateway.kafka.KafkaIngress;
import dev.ringfence.gateway.validation.CommandValidation;
import dev.ringfence.journal.relay.DeadLetterHeaders;
import dev.ringfence.journal.relay.EventTopics;
import dev.ringfence.journal.relay.Topics;
import dev.ringfence.journal.relay.TopicsConfig;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.Until;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The life of a dead letter, as an operator sees it. */
final class DlqIT {
  /** Twice as much, and a try is the last though fewer were made: no machine stalls for so long. */
  private static final int RETRY_PAUSE_MILLIS = 2_000;

  private final long account = System.nanoTime();
  private final IngressHouse house = new IngressHouse();
  private KafkaIngress ingress;

  @BeforeEach
  void start() throws Exception {
    Map<String, Object> connection =
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, Backends.kafkaBootstrapServers());
    try (Admin admin = Admin.create(connection)) {
      EventTopics.ensure(admin, new TopicsConfig(2, (short) 1, 30));
    }
    house.start();
    ingress =
        house.ingress(
            IngressConfig.DEFAULTS.withAttempts(3, RETRY_PAUSE_MILLIS),
            IngressMetrics.NONE,
            house::isServing);
  }

  @AfterEach
  void stop() throws Exception {
    ingress.close(Duration.ofSeconds(10));
    house.close();
  }

  @Test
  void shouldSendALetterBackOnceItCanHaveItsEffect() throws Exception {
    open();
    send(Long.toString(account).getBytes(UTF_8), fill("late").toByteArray());
    await(1);
    JsonObject letter = list().getFirst();
    String place = letter.get("letter").getAsString();
    assertTrue(letter.get("reason").getAsString().startsWith("RESERVATION_NOT_FOUND"));
    assertEquals("3", letter.get("attempts").getAsString());
    assertEquals("late", letter.get("event_id").getAsString());
    assertEquals("1", letter.getAsJsonObject("event").get("quantity").getAsString());
    assertEquals(0, letter.get("sent_back").getAsInt());

    assertEquals(Reason.NONE, reserve());
    assertEquals(0, run("requeue", "--account", Long.toString(account), "--all").exitCode());
    Until.holds("the fill has its effect", () -> has("late"));
    assertEquals(1, list().getFirst().get("sent_back").getAsInt());

    Ran again = run("requeue", "--account", Long.toString(account), "--all", "--by", "it");
    assertEquals("", again.out());
    Ran named = run("requeue", place, "--rate", "1000", "--by", "it", "--json");
    assertEquals(0, named.exitCode());
    assertTrue(named.out().contains("\"by\":\"it\""), named.out());
    assertEquals(2, list().getFirst().get("sent_back").getAsInt());
    assertEquals(1, list().size());

    Ran shown = run("show", place);
    assertTrue(shown.out().contains("\"orderId\": \"order\""), shown.out());
  }

  @Test
  void shouldKeepWhatCanNeverBeProcessed() throws Exception {
    open();
    send(null, fill("keyless").toByteArray());
    await(1);
    String place = list().getFirst().get("letter").getAsString();

    assertEquals(0, run("requeue", place).exitCode());
    await(2);

    List<JsonObject> letters = list();
    assertTrue(letters.getLast().get("reason").getAsString().startsWith("MALFORMED"));
    assertEquals(
        2,
        letters.stream()
            .filter(letter -> letter.get("event_id").getAsString().equals("keyless"))
            .count());
  }

  @Test
  void shouldSendNoEventBehindNewerOnesUnlessItsTopicIsNamed() throws Exception {
    String mine = Long.toString(account);
    sendLetterOf(Topics.ACCOUNT_EVENTS, mine.getBytes(UTF_8));
    await(1);

    Ran all = run("requeue", "--all", "--account", mine, "--dry-run");
    Ran named =
        run("requeue", "--all", "--account", mine, "--dry-run", "--topic", Topics.ACCOUNT_EVENTS);

    assertEquals("", all.out());
    assertEquals(1, named.out().lines().count(), named.out());
  }

  @Test
  void shouldSayWhenThereIsNoSuchLetter() {
    Ran shown = run("show", "trading.fills.DLT:0:999999999");

    assertEquals(1, shown.exitCode());
    assertEquals(0, run("list", "--topic", Topics.ACCOUNT_EVENTS).exitCode());
  }

  private record Ran(int exitCode, String out) {}

  private static Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--kafka", Backends.kafkaBootstrapServers()));
    int exitCode =
        new CommandLine(new DlqCommand())
            .setOut(new PrintWriter(out, true))
            .execute(all.toArray(String[]::new));
    return new Ran(exitCode, out.toString());
  }

  private List<JsonObject> list() {
    return run("list", "--account", Long.toString(account), "--json", "--limit", "1000")
        .out()
        .lines()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  private void await(int letters) throws Exception {
    Until.holds("there are " + letters + " dead letters", () -> list().size() == letters);
  }

  private boolean has(String eventId) {
    try {
      return house.requestIds().contains(eventId);
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
  }

  private static void sendLetterOf(String topic, byte[] key) throws Exception {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(Topics.deadLetter(topic), key, new byte[] {1});
    letter.headers().add(DeadLetterHeaders.TOPIC, topic.getBytes(UTF_8));
    send(letter);
  }

  private static void send(byte[] key, byte[] value) throws Exception {
    send(new ProducerRecord<>(Topics.FILLS, key, value));
  }

  private static void send(ProducerRecord<byte[], byte[]> record) throws Exception {
    Map<String, Object> settings =
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, Backends.kafkaBootstrapServers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      var _ = producer.send(record).get(30, TimeUnit.SECONDS);
    }
  }

  private FillEvent fill(String id) {
    return FillEvent.newBuilder()
        .setEventId(id)
        .setAccountId(account)
        .setOrderId("order")
        .setSymbol("ACME")
        .setSide(Side.SIDE_BUY)
        .setFillPrice("1")
        .setQuantity("1")
        .build();
  }

  private void open() throws Exception {
    house.open(account);
    assertEquals(
        Reason.NONE,
        house.ask(
            CommandValidation.deposit(
                DepositRequest.newBuilder()
                    .setAccountId(account)
                    .setRequestId("opening")
                    .setAmount("100")
                    .build())));
  }

  private Reason reserve() throws Exception {
    return house.ask(
        CommandValidation.reserve(
            ReserveRequest.newBuilder()
                .setAccountId(account)
                .setRequestId("reserve")
                .setOrderId("order")
                .setAmount("50")
                .build()));
  }
}
