package dev.ringfence.perf.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ringfence.events.v1.AccountEvent;
import dev.ringfence.journal.relay.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the account events of a round as they come out of Kafka, on a thread of its own. */
final class EventTail implements AutoCloseable {
  private static final Duration TOPIC_LIMIT = Duration.ofSeconds(60);
  private static final long TOPIC_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final Duration POLL = Duration.ofMillis(20);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String prefix;
  private final ObjLongConsumer<String> onEvent;
  private final Consumer<RuntimeException> onFailure;
  private final Thread thread = Thread.ofPlatform().name("bench-events").unstarted(this::read);
  private volatile boolean over;

  /**
   * Stands behind the last event there is.
   *
   * @param prefix of the request ids whose events count
   * @param onEvent is told of each with its request id and when it was seen; it may come twice
   * @param onFailure is told why there will be no more
   */
  EventTail(
      String bootstrapServers,
      String prefix,
      ObjLongConsumer<String> onEvent,
      Consumer<RuntimeException> onFailure) {
    this.prefix = prefix;
    this.onEvent = onEvent;
    this.onFailure = onFailure;
    consumer = consumer(bootstrapServers);
    try {
      standAtEnd();
    } catch (RuntimeException failed) {
      consumer.close();
      throw failed;
    }
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    consumer.close();
  }

  private void standAtEnd() {
    try {
      List<TopicPartition> partitions = awaitPartitions();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      // Seeking is lazy: asking for the positions makes it happen before the first command.
      partitions.forEach(consumer::position);
    } catch (KafkaException failed) {
      throw unreadable(failed);
    }
  }

  /** A server takes commands before it has found Kafka, and made the topic there. */
  private List<TopicPartition> awaitPartitions() {
    long limitNanos = System.nanoTime() + TOPIC_LIMIT.toNanos();
    while (true) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.ACCOUNT_EVENTS).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      if (!partitions.isEmpty()) {
        return partitions;
      }
      if (System.nanoTime() - limitNanos > 0) {
        throw new UnreachableException(
            "Kafka has no topic %s after %d s: does the server write its events there?"
                .formatted(Topics.ACCOUNT_EVENTS, TOPIC_LIMIT.toSeconds()));
      }
      LockSupport.parkNanos(TOPIC_LOOK_NANOS);
    }
  }

  private void read() {
    try {
      while (!over) {
        for (ConsumerRecord<byte[], byte[]> event : consumer.poll(POLL)) {
          String requestId = AccountEvent.parseFrom(event.value()).getRequestId();
          if (requestId.startsWith(prefix)) {
            onEvent.accept(requestId, System.nanoTime());
          }
        }
      }
    } catch (KafkaException | InvalidProtocolBufferException failed) {
      onFailure.accept(unreadable(failed));
    } catch (RuntimeException defect) {
      onFailure.accept(defect);
    }
  }

  private static UnreachableException unreadable(Exception failed) {
    return new UnreachableException("The events can't be read: " + failed, failed);
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers) {
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
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
