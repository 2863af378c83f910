package dev.ringfence.gateway.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import dev.ringfence.events.v1.DepositEvent;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Identified;
import dev.ringfence.gateway.kafka.RequeueHeaders;
import dev.ringfence.gateway.testing.BareHttpServer;
import dev.ringfence.journal.relay.DeadLetterHeaders;
import dev.ringfence.journal.relay.EventTopics;
import dev.ringfence.journal.relay.Topics;
import dev.ringfence.journal.relay.TopicsConfig;
import dev.ringfence.localstack.testing.Backends;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class DeadLetterApiIT {
  private static final long ACCOUNT = 730_042;
  private static final DepositEvent PAYMENT =
      DepositEvent.newBuilder().setEventId("pay-7").setAccountId(ACCOUNT).setAmount("3").build();

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static Map<String, Object> kafka;
  private static HttpServer server;
  private static LetterPlace place;

  @BeforeAll
  static void start() throws Exception {
    kafka = Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, Backends.kafkaBootstrapServers());
    try (Admin admin = Admin.create(kafka)) {
      EventTopics.ensure(admin, TopicsConfig.SINGLE_BROKER);
    }
    place = write(letter());
    server = BareHttpServer.open();
    server.createContext(
        DeadLetterApi.ROOT,
        new DeadLetterApi(
            new DeadLetterOffice(kafka),
            credentials ->
                switch (credentials.authorization().orElse("")) {
                  case "Bearer admin" -> new Identified.Known(new Caller("ada", List.of(), true));
                  default -> Identified.Unknown.INVALID;
                }));
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @Test
  void shouldListAndShowTheLetterWhenAnAdministratorAsks() throws Exception {
    HttpResponse<String> listed = get("?topic=payment.deposits&account=" + ACCOUNT, "admin");
    HttpResponse<String> shown = get("/" + place, "admin");

    assertEquals(200, listed.statusCode(), listed::body);
    JsonObject first = json(listed).getAsJsonArray("letters").get(0).getAsJsonObject();
    assertEquals(place.toString(), first.get("letter").getAsString());
    assertEquals("pay-7", json(shown).get("event_id").getAsString());
    assertEquals("ACCOUNT_NOT_FOUND: refused", json(shown).get("reason").getAsString());
  }

  @Test
  void shouldSendBackUnderTheSameIdAndWriteItDownWhenAnAdministratorSaysSo() throws Exception {
    HttpResponse<String> reply = post("/" + place + "/requeue", "admin");

    assertEquals(200, reply.statusCode(), reply::body);
    String sentTo = json(reply).get("sent_to").getAsString();
    assertTrue(sentTo.startsWith(Topics.DEPOSITS + ":"), sentTo);
    ConsumerRecord<byte[], byte[]> sent = new TopicScan(kafka).find(LetterPlace.parse(sentTo));
    assertArrayEquals(PAYMENT.toByteArray(), sent.value());
    assertEquals(
        place.toString(),
        new String(sent.headers().lastHeader(RequeueHeaders.LETTER).value(), UTF_8));
    AtomicReference<String> audit = new AtomicReference<>("");
    new TopicScan(kafka)
        .read(
            List.of(AuditTrail.TOPIC),
            record -> {
              audit.set(new String(record.value(), UTF_8));
              return true;
            });
    assertTrue(audit.get().contains("\"by\":\"ada\""), audit::get);
  }

  @Test
  void shouldSayThatThereIsNoSuchLetter() throws Exception {
    HttpResponse<String> reply = get("/" + place.topic() + ":0:99999999", "admin");

    assertEquals(404, reply.statusCode(), reply::body);
    assertEquals("NOT_FOUND", json(reply).get("code").getAsString());
    assertEquals("LETTER_NOT_FOUND", json(reply).get("reason").getAsString());
  }

  private static ProducerRecord<byte[], byte[]> letter() {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(
            Topics.deadLetter(Topics.DEPOSITS),
            Long.toString(ACCOUNT).getBytes(UTF_8),
            PAYMENT.toByteArray());
    letter.headers().add(DeadLetterHeaders.TOPIC, Topics.DEPOSITS.getBytes(UTF_8));
    letter.headers().add(DeadLetterHeaders.REASON, "ACCOUNT_NOT_FOUND: refused".getBytes(UTF_8));
    return letter;
  }

  private static LetterPlace write(ProducerRecord<byte[], byte[]> letter) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
      RecordMetadata written = producer.send(letter).get();
      return new LetterPlace(written.topic(), written.partition(), written.offset());
    }
  }

  private static HttpResponse<String> get(String rest, String who) throws Exception {
    return CLIENT.send(request(rest, who).GET().build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String rest, String who) throws Exception {
    return CLIENT.send(
        request(rest, who)
            .header("Idempotency-Key", "again-1")
            .POST(BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String rest, String who) {
    String address = "http://127.0.0.1:" + server.getAddress().getPort() + DeadLetterApi.ROOT;
    return HttpRequest.newBuilder(URI.create(address + rest))
        .header("Authorization", "Bearer " + who);
  }

  private static JsonObject json(HttpResponse<String> response) {
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }
}
