package dev.ringfence.journal.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringfence.journal.relay.DeadLetterHeaders;
import dev.ringfence.journal.relay.ProducerFactory;
import dev.ringfence.journal.relay.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.header.Headers;

/**
 * Sends records to the dead letters of their topic. Every letter comes back, on some thread, with
 * the brokers' acknowledgement or with the failure; only then may its offset move.
 */
final class DeadLetterWriter implements AutoCloseable {
  private final ProducerFactory producers;
  private final InstantSource clock;
  private final Consumer<Letter> onReturn;
  private Producer<byte[], byte[]> producer;
  private volatile boolean broken;

  DeadLetterWriter(ProducerFactory producers, InstantSource clock, Consumer<Letter> onReturn) {
    this.producers = producers;
    this.clock = clock;
    this.onReturn = onReturn;
  }

  /** Sends it, without its content if the brokers found it too large before. */
  void send(Letter letter) {
    try {
      if (producer == null) {
        producer = producers.open();
      }
      ProducerRecord<byte[], byte[]> record = letter.isStripped() ? rest(letter) : whole(letter);
      var _ = producer.send(record, (_, failure) -> comeBack(letter, failure));
    } catch (KafkaException | IllegalStateException failed) {
      // What is the matter with a record, or its topic, comes back; a producer that throws is done.
      broken = true;
      comeBack(letter, failed);
    }
  }

  /** Whether the producer will never work again. */
  boolean isBroken() {
    return broken;
  }

  /** Gives the producer up, and whatever is out with it; the next letter goes with another one. */
  void renew() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
    broken = false;
  }

  @Override
  public void close() {
    renew();
  }

  private void comeBack(Letter letter, Exception failure) {
    if (isFatal(failure)) {
      broken = true;
    }
    letter.failure(failure);
    onReturn.accept(letter);
  }

  private static boolean isFatal(Exception failure) {
    return failure instanceof ApplicationRecoverableException
        || failure instanceof OutOfOrderSequenceException
        || failure instanceof ClusterAuthorizationException
        || failure instanceof UnsupportedVersionException;
  }

  private ProducerRecord<byte[], byte[]> whole(Letter letter) {
    ConsumerRecord<byte[], byte[]> record = letter.record();
    ProducerRecord<byte[], byte[]> whole =
        new ProducerRecord<>(
            Topics.deadLetter(record.topic()),
            null,
            record.key(),
            record.value(),
            record.headers());
    DeadLetterHeaders.ALL.forEach(whole.headers()::remove);
    describe(letter, whole.headers());
    return whole;
  }

  private ProducerRecord<byte[], byte[]> rest(Letter letter) {
    ConsumerRecord<byte[], byte[]> record = letter.record();
    ProducerRecord<byte[], byte[]> rest =
        new ProducerRecord<>(Topics.deadLetter(record.topic()), null, null);
    describe(letter, rest.headers());
    int bytes = record.value() == null ? 0 : record.value().length;
    add(rest.headers(), DeadLetterHeaders.OMITTED_BYTES, Integer.toString(bytes));
    return rest;
  }

  private void describe(Letter letter, Headers headers) {
    ConsumerRecord<byte[], byte[]> record = letter.record();
    add(headers, DeadLetterHeaders.TOPIC, record.topic());
    add(headers, DeadLetterHeaders.PARTITION, Integer.toString(record.partition()));
    add(headers, DeadLetterHeaders.OFFSET, Long.toString(record.offset()));
    add(headers, DeadLetterHeaders.REASON, letter.reason());
    add(headers, DeadLetterHeaders.ATTEMPTS, Integer.toString(Math.max(1, letter.attempts())));
    add(headers, DeadLetterHeaders.TIME, clock.instant().toString());
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }
}
