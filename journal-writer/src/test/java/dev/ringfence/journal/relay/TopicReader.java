package dev.ringfence.journal.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What got into a topic, as a consumer that nobody tells anything would see it. */
final class TopicReader {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

  private final String bootstrapServers;
  private final List<TopicPartition> partitions;
  private final Map<TopicPartition, Long> starts;

  /** Reads what comes from now on. */
  TopicReader(String bootstrapServers, String topic) {
    this.bootstrapServers = bootstrapServers;
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      starts = consumer.endOffsets(partitions);
    }
  }

  TopicReader read() {
    records.clear();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(partitions);
      starts.forEach(consumer::seek);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long untilNanos = System.nanoTime() + LIMIT.toNanos();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        assertTrue(System.nanoTime() - untilNanos < 0, "The topic can't be read to its end");
        consumer.poll(POLL).forEach(records::add);
      }
    }
    return this;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            50_000),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  List<ConsumerRecord<byte[], byte[]>> records() {
    return records;
  }

  /** How many different events there are. */
  int distinct() {
    Set<String> ids = new HashSet<>();
    records.forEach(record -> ids.add(header(record, EventHeaders.ID)));
    return ids.size();
  }

  /** A consumer that drops what is not newer sees each version of each account, in order. */
  void assertGaplessPerAccount() {
    Map<String, Long> versions = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      String account = new String(record.key(), UTF_8);
      long version = Long.parseLong(header(record, EventHeaders.VERSION));
      assertEquals(account + "-" + version, header(record, EventHeaders.ID));
      long before = versions.getOrDefault(account, 0L);
      if (version > before) {
        assertEquals(before + 1, version, "account " + account + " skips a version");
        versions.put(account, version);
      }
    }
  }

  /** What comes twice has the same version and says the same. */
  void assertDuplicatesAreTheSame() {
    Map<String, ConsumerRecord<byte[], byte[]>> firsts = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      String id = header(record, EventHeaders.ID);
      ConsumerRecord<byte[], byte[]> first = firsts.putIfAbsent(id, record);
      if (first != null) {
        assertEquals(header(first, EventHeaders.VERSION), header(record, EventHeaders.VERSION), id);
        assertArrayEquals(first.value(), record.value(), id);
      }
    }
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
