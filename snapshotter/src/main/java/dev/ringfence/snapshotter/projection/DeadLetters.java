package dev.ringfence.snapshotter.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringfence.journal.relay.DeadLetterHeaders;
import dev.ringfence.journal.relay.ProducerFactory;
import dev.ringfence.journal.relay.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends records that can't be read where a person finds them, and never waits for that. */
final class DeadLetters implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisProjector.class);
  private static final long LOG_INTERVAL_MILLIS = 1_000;

  private final ProducerFactory producers;
  private final ProjectionMetrics metrics;
  private final InstantSource clock;
  private final AtomicInteger outstanding = new AtomicInteger();
  private Producer<byte[], byte[]> producer;
  private long loggedAtMillis = Long.MIN_VALUE;
  private long notLogged;

  DeadLetters(ProducerFactory producers, ProjectionMetrics metrics, InstantSource clock) {
    this.producers = producers;
    this.metrics = metrics;
    this.clock = clock;
  }

  void send(ConsumerRecord<byte[], byte[]> record, String reason) {
    log(record, reason);
    metrics.onPoison(record.topic(), record.partition(), record.offset());
    outstanding.incrementAndGet();
    try {
      if (producer == null) {
        producer = producers.open();
      }
      var _ = producer.send(letter(record, reason), (_, failure) -> onCompletion(failure));
    } catch (KafkaException failed) {
      onCompletion(failed);
    }
  }

  private ProducerRecord<byte[], byte[]> letter(
      ConsumerRecord<byte[], byte[]> record, String reason) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(
            Topics.deadLetter(record.topic()),
            null,
            record.key(),
            record.value(),
            record.headers());
    addHeader(letter, DeadLetterHeaders.TOPIC, record.topic());
    addHeader(letter, DeadLetterHeaders.PARTITION, Integer.toString(record.partition()));
    addHeader(letter, DeadLetterHeaders.OFFSET, Long.toString(record.offset()));
    addHeader(letter, DeadLetterHeaders.REASON, reason);
    addHeader(letter, DeadLetterHeaders.ATTEMPTS, "1");
    addHeader(letter, DeadLetterHeaders.TIME, clock.instant().toString());
    return letter;
  }

  private static void addHeader(ProducerRecord<byte[], byte[]> letter, String name, String value) {
    letter.headers().add(name, value.getBytes(UTF_8));
  }

  private void onCompletion(Exception failure) {
    outstanding.decrementAndGet();
    if (failure != null) {
      metrics.onDeadLetterLost();
      LOG.error("A dead letter can't be sent: {}", failure.getMessage());
    }
  }

  /** Somebody may send a million of them. */
  private void log(ConsumerRecord<byte[], byte[]> record, String reason) {
    long nowMillis = clock.millis();
    if (loggedAtMillis != Long.MIN_VALUE && nowMillis - loggedAtMillis < LOG_INTERVAL_MILLIS) {
      notLogged++;
      return;
    }
    LOG.warn(
        "{}-{} at offset {} can't be read and goes to the dead letters ({} more since the last"
            + " message): {}",
        record.topic(),
        record.partition(),
        record.offset(),
        notLogged,
        reason);
    loggedAtMillis = nowMillis;
    notLogged = 0;
  }

  /** Whether offsets may move: each letter has arrived, or was given up and counted. */
  boolean isSettled() {
    return outstanding.get() == 0;
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(1));
    }
  }
}
