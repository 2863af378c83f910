package dev.ringfence.perf.bench;

import dev.ringfence.journal.relay.Topics;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer that stands at the end of the account events. */
final class EventTail {
  private EventTail() {}

  static KafkaConsumer<byte[], byte[]> open(String bootstrapServers) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5_000,
            // Seeing every event by itself would take the cores from those who are measured.
            ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
            64 << 10,
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            10);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    var partitions =
        consumer.partitionsFor(Topics.ACCOUNT_EVENTS).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // Seeking is lazy: asking for the positions makes it happen before the first command.
    partitions.forEach(consumer::position);
    return consumer;
  }
}
