package dev.ringfence.gateway.deadletters;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics from their beginning to where they end now; no group, no offsets, no traces. */
final class TopicScan {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final Map<String, Object> SETTINGS =
      Map.of(
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          false,
          // Retention may take what comes next, where somebody reads slowly.
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          "earliest",
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
          false,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          "read_committed",
          ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
          5_000,
          ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
          10_000);

  private final Map<String, Object> settings;

  TopicScan(Map<String, Object> connection) {
    settings = new HashMap<>(SETTINGS);
    settings.putAll(connection);
  }

  /** Shows every record, until the visitor has seen enough and says false. */
  void read(List<String> topics, Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
    try (Consumer<byte[], byte[]> consumer = open()) {
      Map<String, List<PartitionInfo>> known = consumer.listTopics();
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(topic -> known.getOrDefault(topic, List.of()).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long heardNanos = System.nanoTime();
      while (!isAtEnd(consumer, ends)) {
        var records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))
              && !visitor.test(record)) {
            return;
          }
        }
        if (!records.isEmpty()) {
          heardNanos = System.nanoTime();
        } else if (System.nanoTime() - heardNanos > SILENCE_NANOS) {
          throw new TimeoutException("no records came for 15 s");
        }
      }
    }
  }

  /** The record at this place; null if there is none, or none any more. */
  ConsumerRecord<byte[], byte[]> find(LetterPlace place) {
    TopicPartition partition = new TopicPartition(place.topic(), place.partition());
    try (Consumer<byte[], byte[]> consumer = open()) {
      List<PartitionInfo> known = consumer.listTopics().getOrDefault(place.topic(), List.of());
      if (known.stream().noneMatch(info -> info.partition() == place.partition())) {
        return null;
      }
      consumer.assign(Set.of(partition));
      long end = consumer.endOffsets(Set.of(partition)).get(partition);
      long beginning = consumer.beginningOffsets(Set.of(partition)).get(partition);
      if (place.offset() < beginning || place.offset() >= end) {
        return null;
      }
      consumer.seek(partition, place.offset());
      long heardNanos = System.nanoTime();
      while (consumer.position(partition) <= place.offset()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          return record.offset() == place.offset() ? record : null;
        }
        if (System.nanoTime() - heardNanos > SILENCE_NANOS) {
          throw new TimeoutException("no records came for 15 s");
        }
      }
      return null;
    }
  }

  private Consumer<byte[], byte[]> open() throws KafkaException {
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static boolean isAtEnd(
      Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      if (consumer.position(end.getKey()) < end.getValue()) {
        return false;
      }
    }
    return true;
  }
}
