package dev.ringfence.gateway.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringfence.gateway.kafka.RequeueHeaders;
import dev.ringfence.journal.relay.DeadLetterHeaders;
import dev.ringfence.journal.relay.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Sends dead letters back to where they came from, slowly, and writes down each. A letter keeps its
 * event id, so sending it back twice has one effect, and none where it had its effect already.
 */
public final class Requeue implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 30;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final long pauseNanos;
  private final String who;
  private final InstantSource clock;
  private long dueNanos = System.nanoTime();

  Requeue(Producer<byte[], byte[]> producer, int perSecond, String who, InstantSource clock) {
    this.producer = producer;
    this.pauseNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.who = who;
    this.clock = clock;
  }

  /** Why a letter can't be sent back; null if it can. */
  public static String obstacle(DeadLetter letter) {
    if (letter.isStripped()) {
      return "its content was too large to be kept";
    }
    if (!LetterFilter.TOPICS.contains(letter.originTopic())
        || !Topics.deadLetter(letter.originTopic()).equals(letter.place().topic())) {
      return "it does not say which topic it came from";
    }
    return null;
  }

  /**
   * Sends one, when its time has come, and returns when it is acknowledged. That it is about to go
   * is written down before, and that it went after: nothing goes without a trace.
   *
   * @throws KafkaException if the brokers don't take it; it may have been sent all the same
   */
  public String send(DeadLetter letter) {
    waitForTurn();
    await(AuditTrail.before(letter, who, clock.instant()));
    RecordMetadata sentTo = await(record(letter));
    await(AuditTrail.after(letter, sentTo, who, clock.instant()));
    return sentTo.topic() + ':' + sentTo.partition() + ':' + sentTo.offset();
  }

  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
  }

  private ProducerRecord<byte[], byte[]> record(DeadLetter letter) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            letter.originTopic(),
            null,
            letter.record().key(),
            letter.record().value(),
            letter.record().headers());
    // A new death would be written anew.
    DeadLetterHeaders.ALL.forEach(record.headers()::remove);
    record.headers().remove(RequeueHeaders.COUNT).remove(RequeueHeaders.LETTER);
    String count = Integer.toString(letter.requeues() + 1);
    record.headers().add(RequeueHeaders.COUNT, count.getBytes(UTF_8));
    record.headers().add(RequeueHeaders.LETTER, letter.place().toString().getBytes(UTF_8));
    return record;
  }

  private void waitForTurn() {
    while (dueNanos - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, dueNanos - System.nanoTime());
    }
    dueNanos = Math.max(dueNanos, System.nanoTime() - pauseNanos) + pauseNanos;
  }

  private RecordMetadata await(ProducerRecord<byte[], byte[]> record) {
    try {
      return producer.send(record).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new KafkaException(
          "Topic " + record.topic() + " does not take it: " + failed.getCause().getMessage(),
          failed.getCause());
    } catch (TimeoutException late) {
      throw new KafkaException("Topic " + record.topic() + " does not take it in time", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted", interrupted);
    }
  }
}
