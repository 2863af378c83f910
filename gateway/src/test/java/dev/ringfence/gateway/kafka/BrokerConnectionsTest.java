package dev.ringfence.gateway.kafka;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

final class BrokerConnectionsTest {
  /** Also that the consumer still tells it, under this name. */
  @Test
  void shouldFindNoneWhereNoBrokerIs() {
    Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:1", "group.id", "test");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      assertFalse(BrokerConnections.isAny(consumer));
    }
  }

  @Test
  void shouldBelieveInOneWhereItIsNotTold() {
    try (MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none")) {
      assertTrue(BrokerConnections.isAny(consumer));
    }
  }
}
