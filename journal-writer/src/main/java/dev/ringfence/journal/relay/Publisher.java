package dev.ringfence.journal.relay;

import dev.ringfence.journal.CrashPoint;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Gets batches into Kafka, all of each or, as far as anybody may rely on it, nothing. */
final class Publisher {
  private final ProducerFactory producers;
  private final EventRecords records;
  private final RelayMetrics metrics;
  private final int shardId;
  private final InstantSource clock;

  /** What the broker refused for good while the rest of its batch had to be tried again. */
  private final Map<Long, Refusal> refused = new HashMap<>();

  /** What is in its topic while dead letters of its batch have to be tried again. */
  private final Map<Long, OutboxRow> acknowledged = new HashMap<>();

  private volatile Producer<byte[], byte[]> producer;

  private record Refusal(OutboxRow row, Exception reason) {}

  Publisher(int shardId, ProducerFactory producers, RelayMetrics metrics, InstantSource clock) {
    this.shardId = shardId;
    this.producers = producers;
    this.metrics = metrics;
    this.clock = clock;
    this.records = new EventRecords(shardId);
  }

  /**
   * Returns when every row is acknowledged by Kafka: in its topic, or, if the broker refuses that
   * one row for good, in the dead-letter topic.
   *
   * @param attempt counts from 1
   */
  void publish(List<OutboxRow> rows, int attempt) throws PublishFailedException {
    rows.forEach(this::forgetAnother);
    try {
      if (producer == null) {
        producer = producers.open();
      }
      send(rows.stream().filter(this::isToBeSent).toList());
      if (!refused.isEmpty()) {
        rows.forEach(row -> acknowledged.put(row.sequence(), row));
        sendDeadLetters(rows, attempt);
        refused.clear();
        acknowledged.clear();
      }
    } catch (KafkaException | IllegalStateException failed) {
      // An IllegalStateException says that the producer was closed: by the first failure, or stop.
      discard();
      throw new PublishFailedException(failed);
    } catch (PublishFailedException failed) {
      discard();
      throw failed;
    }
  }

  /** After the database went back, another event may bear the number of one that was refused. */
  private void forgetAnother(OutboxRow row) {
    Refusal known = refused.get(row.sequence());
    if (known != null && !row.isSameAs(known.row())) {
      refused.remove(row.sequence());
    }
  }

  private boolean isToBeSent(OutboxRow row) {
    return !refused.containsKey(row.sequence()) && !row.isSameAs(acknowledged.get(row.sequence()));
  }

  private void send(List<OutboxRow> rows) throws PublishFailedException {
    Round round = new Round(producer);
    for (OutboxRow row : rows) {
      round.send(records.event(row));
      if (round.failure() != null) {
        break;
      }
    }
    CrashPoint.AFTER_SEND.reached();
    round.finish();
    for (int index = 0; index < round.size(); index++) {
      Exception failure = round.failureAt(index);
      if (isRefusal(failure)) {
        OutboxRow row = rows.get(index);
        refused.put(row.sequence(), new Refusal(row, failure));
      }
    }
    round.throwFailure();
  }

  private void sendDeadLetters(List<OutboxRow> rows, int attempt) throws PublishFailedException {
    Round round = new Round(producer);
    for (OutboxRow row : rows) {
      Refusal refusal = refused.get(row.sequence());
      if (refusal != null) {
        round.send(records.deadLetter(row, refusal.reason(), attempt, clock.instant()));
      }
    }
    round.finish();
    for (int index = 0; index < round.size(); index++) {
      Exception failure = round.failureAt(index);
      if (failure != null) {
        // Nothing is left to try with it, but it must not be skipped: this wants a person.
        throw new PublishFailedException(failure);
      }
    }
    round.throwFailure();
    refused
        .values()
        .forEach(refusal -> metrics.onDeadLetter(shardId, refusal.reason().getClass().getName()));
  }

  /** Closes the producer without waiting for what it still has; may be called by any thread. */
  void discard() {
    Producer<byte[], byte[]> closing = producer;
    producer = null;
    if (closing != null) {
      closing.close(Duration.ZERO);
    }
  }

  /** True if this one record can never go, however often it is tried. */
  static boolean isRefusal(Exception failure) {
    return failure instanceof RecordTooLargeException || failure instanceof InvalidRecordException;
  }

  /** Some sends, and one flush. */
  private static final class Round {
    private final Producer<byte[], byte[]> producer;
    private final List<Future<RecordMetadata>> sends = new ArrayList<>();
    private volatile Exception failure;

    Round(Producer<byte[], byte[]> producer) {
      this.producer = producer;
    }

    void send(ProducerRecord<byte[], byte[]> record) {
      sends.add(producer.send(record, (_, exception) -> onCompletion(exception)));
    }

    /**
     * At the first failure the producer is closed at once, from within its own thread: nothing that
     * was sent later may get in before what failed is tried again.
     */
    private void onCompletion(Exception exception) {
      if (exception != null && !isRefusal(exception) && failure == null) {
        failure = exception;
        producer.close(Duration.ZERO);
      }
    }

    Exception failure() {
      return failure;
    }

    /** Waits until every send is acknowledged or failed, which delivery.timeout.ms bounds. */
    void finish() {
      if (failure == null) {
        producer.flush();
      }
    }

    int size() {
      return sends.size();
    }

    /** Why that send failed, or the whole round, if that send has no end; null if it went well. */
    Exception failureAt(int index) {
      Future<RecordMetadata> send = sends.get(index);
      return switch (send.state()) {
        case SUCCESS -> null;
        case FAILED -> send.exceptionNow() instanceof Exception cause ? cause : failure;
        case RUNNING, CANCELLED -> failure;
      };
    }

    void throwFailure() throws PublishFailedException {
      if (failure != null) {
        throw new PublishFailedException(failure);
      }
    }
  }
}
