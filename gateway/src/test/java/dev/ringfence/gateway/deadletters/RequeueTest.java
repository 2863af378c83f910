package dev.ringfence.gateway.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.ringfence.events.v1.FillEvent;
import dev.ringfence.gateway.kafka.RequeueHeaders;
import dev.ringfence.journal.relay.DeadLetterHeaders;
import dev.ringfence.journal.relay.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

final class RequeueTest {
  private static final Instant NOW = Instant.parse("2026-11-21T05:00:00Z");

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  @Test
  void shouldSendBackWhatItWasWithoutTheMarksOfItsDeath() {
    DeadLetter letter = letter(Topics.FILLS, "7");
    letter.record().headers().add("theirs", "kept".getBytes(UTF_8));
    try (Requeue requeue = requeue(1_000)) {
      requeue.send(letter);
    }

    ProducerRecord<byte[], byte[]> sent = producer.history().get(1);
    assertEquals(Topics.FILLS, sent.topic());
    assertArrayEquals("7".getBytes(UTF_8), sent.key());
    assertArrayEquals(new byte[] {1, 2}, sent.value());
    assertEquals("kept", text(sent.headers(), "theirs"));
    assertEquals("1", text(sent.headers(), RequeueHeaders.COUNT));
    assertEquals("trading.fills.DLT:3:17", text(sent.headers(), RequeueHeaders.LETTER));
    assertNull(sent.headers().lastHeader(DeadLetterHeaders.REASON));
    assertNull(sent.headers().lastHeader(DeadLetterHeaders.OFFSET));
  }

  @Test
  void shouldWriteDownWhoSentWhat() {
    try (Requeue requeue = requeue(1_000)) {
      requeue.send(letter(Topics.FILLS, "7"));
    }

    ProducerRecord<byte[], byte[]> entry = producer.history().getLast();
    String json = new String(entry.value(), UTF_8);
    assertEquals(AuditTrail.TOPIC, entry.topic());
    assertEquals("trading.fills.DLT:3:17", new String(entry.key(), UTF_8));
    assertTrue(json.contains("\"by\":\"somebody\""), json);
    assertTrue(json.contains("\"at\":\"2026-11-21T05:00:00Z\""), json);
    assertTrue(json.contains("\"sent_to\":\"trading.fills:0:0\""), json);
  }

  @Test
  void shouldHaveWrittenDownThatItGoesBeforeItGoes() {
    try (Requeue requeue = requeue(1_000)) {
      requeue.send(letter(Topics.FILLS, "7"));
    }

    List<ProducerRecord<byte[], byte[]>> sent = producer.history();
    assertEquals(
        List.of(AuditTrail.TOPIC, Topics.FILLS, AuditTrail.TOPIC),
        sent.stream().map(ProducerRecord::topic).toList());
    assertTrue(new String(sent.getFirst().value(), UTF_8).contains("\"by\":\"somebody\""));
    // A letter that may not have gone is not taken for one that has.
    assertEquals(Optional.empty(), AuditTrail.sent(sent.getFirst().key(), sent.getFirst().value()));
    assertEquals(
        Optional.of(new LetterPlace("trading.fills.DLT", 3, 17)),
        AuditTrail.sent(sent.getLast().key(), sent.getLast().value()));
  }

  @Test
  void shouldSendNothingWhenTheAuditTakesNothing() {
    producer.sendException = new KafkaException("the audit is full");
    try (Requeue requeue = requeue(1_000)) {
      DeadLetter letter = letter(Topics.FILLS, "7");

      assertThrows(KafkaException.class, () -> requeue.send(letter));
    }

    assertEquals(List.of(), producer.history());
  }

  @Test
  void shouldSkipWhatIsNoEntryOfTheAudit() {
    byte[] key = "trading.fills.DLT:3:17".getBytes(UTF_8);
    byte[] entry = "{\"sent_to\":\"trading.fills:0:0\"}".getBytes(UTF_8);

    assertEquals(Optional.empty(), AuditTrail.sent(null, entry));
    assertEquals(Optional.empty(), AuditTrail.sent(key, null));
    assertEquals(Optional.empty(), AuditTrail.sent("nowhere".getBytes(UTF_8), entry));
    for (String text : List.of("", "[]", "{", "7", "{}")) {
      assertEquals(Optional.empty(), AuditTrail.sent(key, text.getBytes(UTF_8)), text);
    }
    assertTrue(AuditTrail.sent(key, entry).isPresent());
  }

  @Test
  void shouldKnowWhatWasSentBack() {
    SentBack sentBack = new SentBack();
    sentBack.add(new LetterPlace("trading.fills.DLT", 3, 17));

    assertTrue(sentBack.contains(new LetterPlace("trading.fills.DLT", 3, 17)));
    for (String other :
        List.of("trading.fills.DLT:3:18", "trading.fills.DLT:2:17", "payment.deposits.DLT:3:17")) {
      assertTrue(!sentBack.contains(LetterPlace.parse(other)), other);
    }
  }

  @Test
  void shouldCountHowOftenItWasSentBack() {
    DeadLetter letter = letter(Topics.FILLS, "7");
    letter.record().headers().add(RequeueHeaders.COUNT, "4".getBytes(UTF_8));
    try (Requeue requeue = requeue(1_000)) {
      requeue.send(letter);
    }

    assertEquals("5", text(producer.history().get(1).headers(), RequeueHeaders.COUNT));
  }

  @Test
  void shouldKeepToTheRate() {
    long startNanos = System.nanoTime();
    try (Requeue requeue = requeue(100)) {
      for (int count = 0; count < 6; count++) {
        requeue.send(letter(Topics.FILLS, "7"));
      }
    }

    assertTrue(System.nanoTime() - startNanos >= TimeUnit.MILLISECONDS.toNanos(49));
  }

  @Test
  void shouldRefuseToSendToATopicThatTheLetterIsNotOf() {
    assertNull(Requeue.obstacle(letter(Topics.FILLS, "7")));
    assertNotNull(Requeue.obstacle(letter(Topics.DEPOSITS, "7")));
    assertNotNull(Requeue.obstacle(letter("__consumer_offsets", "7")));
    DeadLetter stripped = letter(Topics.FILLS, "7");
    stripped.record().headers().add(DeadLetterHeaders.OMITTED_BYTES, "9".getBytes(UTF_8));
    assertNotNull(Requeue.obstacle(stripped));
  }

  @Test
  void shouldReadALetterWhateverIsInIt() {
    ConsumerRecord<byte[], byte[]> bare =
        new ConsumerRecord<>("trading.fills.DLT", 0, 0, null, null);
    bare.headers().add(DeadLetterHeaders.TIME, "yesterday".getBytes(UTF_8));
    bare.headers().add(DeadLetterHeaders.REASON, null);
    bare.headers().add(RequeueHeaders.COUNT, "many".getBytes(UTF_8));
    DeadLetter letter = new DeadLetter(bare);

    assertEquals("", letter.reason());
    assertEquals("", letter.origin());
    assertEquals(0, letter.accountId());
    assertEquals(0, letter.requeues());
    assertNotNull(letter.time());
    assertNotNull(Requeue.obstacle(letter));
  }

  @Test
  void shouldTakeNoKeyForAnAccountThatIsNone() {
    assertEquals(Long.MAX_VALUE, letter(Topics.FILLS, "9223372036854775807").accountId());
    for (String key : List.of("9223372036854775808", "9999999999999999999", "-5", "0", "five")) {
      assertEquals(0, letter(Topics.FILLS, key).accountId(), key);
    }
  }

  /** A minute would go by if it waited for what was asked. */
  @Test
  void shouldGiveUpAnAuditThatNobodyTakes() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      AuditTrail audit =
          new AuditTrail(
              Map.of(
                  CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                  "127.0.0.1:" + silent.getLocalPort()),
              Duration.ofMillis(100));

      assertTimeout(
          Duration.ofSeconds(30), () -> assertThrows(KafkaException.class, audit::ensure));
    }
  }

  @Test
  void shouldReadALetterWhoseTimeHasNoName() {
    FillEvent event =
        FillEvent.newBuilder()
            .setEventId("e-1")
            .setAccountId(42)
            .setTimestamp(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
            .build();
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("trading.fills.DLT", 0, 0, null, event.toByteArray());
    record.headers().add(DeadLetterHeaders.TOPIC, Topics.FILLS.getBytes(UTF_8));
    DeadLetter letter = new DeadLetter(record);

    assertEquals(42, letter.accountId());
    assertTrue(LetterJson.of(letter, 0).toString().contains("hex"));
    assertNull(Requeue.obstacle(letter));
  }

  @Test
  void shouldFindWhatIsAskedFor() {
    DeadLetter letter = letter(Topics.FILLS, "7");

    assertTrue(filter(Optional.of("reservation_not"), Optional.of(7L)).matches(letter));
    assertTrue(!filter(Optional.of("MALFORMED"), Optional.empty()).matches(letter));
    assertTrue(!filter(Optional.empty(), Optional.of(8L)).matches(letter));
    assertTrue(
        !new LetterFilter(
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(NOW.plusSeconds(1)),
                Optional.empty())
            .matches(letter));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new LetterFilter(
                List.of("other"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void shouldNameALetterByItsPlace() {
    LetterPlace place = new LetterPlace("trading.fills.DLT", 3, 17);

    assertEquals(place, LetterPlace.parse(place.toString()));
    for (String wrong :
        List.of("", "a", "a:1", "a:b:1", "a:1:b", ":1:2", "a:1:99999999999999999999")) {
      assertThrows(IllegalArgumentException.class, () -> LetterPlace.parse(wrong), wrong);
    }
  }

  private static LetterFilter filter(Optional<String> reason, Optional<Long> account) {
    return new LetterFilter(List.of(), reason, account, Optional.empty(), Optional.empty());
  }

  private Requeue requeue(int perSecond) {
    return new Requeue(producer, perSecond, "somebody", InstantSource.fixed(NOW));
  }

  private static DeadLetter letter(String origin, String key) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("trading.fills.DLT", 3, 17, key.getBytes(UTF_8), new byte[] {1, 2});
    Headers headers = record.headers();
    headers.add(DeadLetterHeaders.TOPIC, origin.getBytes(UTF_8));
    headers.add(DeadLetterHeaders.PARTITION, "1".getBytes(UTF_8));
    headers.add(DeadLetterHeaders.OFFSET, "5".getBytes(UTF_8));
    headers.add(DeadLetterHeaders.REASON, "RESERVATION_NOT_FOUND: refused".getBytes(UTF_8));
    headers.add(DeadLetterHeaders.TIME, NOW.toString().getBytes(UTF_8));
    return new DeadLetter(record);
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    assertNotNull(header, name);
    return new String(header.value(), UTF_8);
  }
}
