package dev.ringfence.snapshotter.verify;

import dev.ringfence.journal.Complaint;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics from their beginning to what is their end now, in no group, leaving no trace. */
final class TopicScan implements AutoCloseable {
  private static final Duration POLL_LIMIT = Duration.ofSeconds(1);
  private static final long STALL_NANOS = Duration.ofSeconds(30).toNanos();

  private static final Map<String, Object> SETTINGS =
      Map.of(
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          false,
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          "none",
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
          false,
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
          5_000,
          ConsumerConfig.CLIENT_ID_CONFIG,
          "ringfence-verify",
          ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
          15_000);

  private final Consumer<byte[], byte[]> consumer;

  TopicScan(Map<String, Object> connection) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.putAll(SETTINGS);
    try {
      consumer =
          new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException wrong) {
      throw new UnreachableException("Kafka can't be reached: " + Complaint.reason(wrong), wrong);
    }
  }

  /** Takes one record. */
  interface Sink {
    void take(ConsumerRecord<byte[], byte[]> record) throws SQLException;
  }

  /**
   * Reads all of it.
   *
   * @return where each of its partitions begins; none if there is no such topic
   */
  Map<TopicPartition, Long> read(String topic, Sink sink) throws SQLException {
    try {
      List<PartitionInfo> found = consumer.partitionsFor(topic);
      if (found == null) {
        return Map.of();
      }
      List<TopicPartition> partitions =
          found.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
      Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      starts.forEach(consumer::seek);
      readUpTo(ends, sink);
      return starts;
    } catch (InvalidOffsetException overtaken) {
      throw new UnreachableException(
          "Retention removed events of " + topic + " while they were read: verify again",
          overtaken);
    } catch (KafkaException failed) {
      throw new UnreachableException("Kafka gives no answer: " + Complaint.reason(failed), failed);
    }
  }

  private void readUpTo(Map<TopicPartition, Long> ends, Sink sink) throws SQLException {
    long progressNanos = System.nanoTime();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL_LIMIT);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        sink.take(record);
      }
      if (!records.isEmpty()) {
        progressNanos = System.nanoTime();
      } else if (System.nanoTime() - progressNanos > STALL_NANOS) {
        throw new KafkaException("nothing came for " + STALL_NANOS / 1_000_000_000 + " s");
      }
    }
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(POLL_LIMIT));
  }
}
