package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringfence.events.v1.AccountEvent;
import dev.ringfence.journal.relay.EventTopics;
import dev.ringfence.journal.relay.Topics;
import dev.ringfence.journal.relay.TopicsConfig;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.Until;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

final class EventTailIT {
  private static final String PREFIX = "tail-";

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final CompletableFuture<RuntimeException> failure = new CompletableFuture<>();

  @Test
  void shouldWaitForTheTopicOfAServerThatHasJustStarted() throws Exception {
    try (Admin admin = admin()) {
      EventTopics.ensure(admin, TopicsConfig.SINGLE_BROKER);
      admin.deleteTopics(List.of(Topics.ACCOUNT_EVENTS)).all().get();
      Until.holds(
          "the topic is gone",
          () -> !admin.listTopics().names().get().contains(Topics.ACCOUNT_EVENTS));

      CompletableFuture<EventTail> opening =
          CompletableFuture.supplyAsync(() -> tail((id, _) -> seen.add(id)));
      assertThrows(TimeoutException.class, () -> opening.get(1, TimeUnit.SECONDS));
      EventTopics.ensure(admin, TopicsConfig.SINGLE_BROKER);

      try (EventTail tail = opening.get(60, TimeUnit.SECONDS)) {
        tail.start();
        publish(event("another's"), event(PREFIX + 1));
        Until.holds("the event is seen", () -> !seen.isEmpty());
        assertEquals(List.of(PREFIX + 1), seen);
        assertFalse(failure.isDone());
      }
    }
  }

  @Test
  void shouldTellOfWhatIsNoEvent() throws Exception {
    try (EventTail tail = tailOfATopic((id, _) -> seen.add(id))) {
      tail.start();
      publish(new byte[] {1});
      assertInstanceOf(UnreachableException.class, failure.get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void shouldTellOfADefectOfItsListener() throws Exception {
    RuntimeException defect = new IllegalStateException("a defect");
    try (EventTail tail =
        tailOfATopic(
            (_, _) -> {
              throw defect;
            })) {
      tail.start();
      publish(event(PREFIX + 1));
      assertSame(defect, failure.get(60, TimeUnit.SECONDS));
    }
  }

  private EventTail tailOfATopic(ObjLongConsumer<String> onEvent) {
    try (Admin admin = admin()) {
      EventTopics.ensure(admin, TopicsConfig.SINGLE_BROKER);
    }
    return tail(onEvent);
  }

  private EventTail tail(ObjLongConsumer<String> onEvent) {
    return new EventTail(Backends.kafkaBootstrapServers(), PREFIX, onEvent, failure::complete);
  }

  private static Admin admin() {
    return Admin.create(
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, Backends.kafkaBootstrapServers()));
  }

  private static byte[] event(String requestId) {
    return AccountEvent.newBuilder().setRequestId(requestId).build().toByteArray();
  }

  private static void publish(byte[]... events) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, Backends.kafkaBootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (byte[] event : events) {
        producer.send(new ProducerRecord<>(Topics.ACCOUNT_EVENTS, 0, null, event)).get();
      }
    }
  }
}
