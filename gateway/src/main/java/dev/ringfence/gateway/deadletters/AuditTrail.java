package dev.ringfence.gateway.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Who sent which dead letter back, and when: two records each in a topic of its own, one before the
 * letter goes and one once it has gone, with the letter's place as the key.
 */
final class AuditTrail {
  static final String TOPIC = "ringfence.dlq.audit";

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Where it went: what only the second record has. */
  private static final String SENT_TO = "sent_to";

  /** As long as an audit may ask; the dead letters themselves are usually gone before. */
  private static final String RETENTION_MILLIS = Long.toString(TimeUnit.DAYS.toMillis(3_650));

  private final Map<String, Object> connection;
  private final Duration deadline;

  AuditTrail(Map<String, Object> connection) {
    this(connection, DEADLINE);
  }

  /**
   * @param deadline how long Kafka may take to make the topic
   */
  AuditTrail(Map<String, Object> connection, Duration deadline) {
    this.connection = connection;
    this.deadline = deadline;
  }

  /** How often each of these letters was sent back. */
  Map<LetterPlace, Integer> counts(Set<LetterPlace> places) {
    Map<LetterPlace, Integer> counts = new HashMap<>();
    read(
        place -> {
          if (places.contains(place)) {
            counts.merge(place, 1, Integer::sum);
          }
        });
    return counts;
  }

  /** All letters that were sent back. */
  SentBack sentBack() {
    SentBack sentBack = new SentBack();
    read(sentBack::add);
    return sentBack;
  }

  private void read(Consumer<LetterPlace> visitor) {
    new TopicScan(connection)
        .read(
            List.of(TOPIC),
            entry -> {
              sent(entry.key(), entry.value()).ifPresent(visitor);
              return true;
            });
  }

  /** The letter of which an entry says that it was sent back. */
  static Optional<LetterPlace> sent(byte[] key, byte[] value) {
    if (key == null || value == null) {
      return Optional.empty();
    }
    try {
      LetterPlace place = LetterPlace.parse(new String(key, UTF_8));
      JsonObject entry = JsonParser.parseString(new String(value, UTF_8)).getAsJsonObject();
      return Optional.of(place).filter(_ -> entry.has(SENT_TO));
    } catch (IllegalArgumentException | IllegalStateException | JsonParseException notOurs) {
      return Optional.empty();
    }
  }

  void ensure() {
    // The number of copies is the brokers' default, as it is for topics they create.
    NewTopic topic =
        new NewTopic(TOPIC, 1, (short) -1)
            .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, RETENTION_MILLIS));
    Admin admin = Admin.create(connection);
    try {
      admin.createTopics(List.of(topic)).all().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      if (!(failed.getCause() instanceof TopicExistsException)) {
        throw new KafkaException("Can't create topic " + TOPIC, failed.getCause());
      }
    } catch (TimeoutException late) {
      throw new KafkaException("Can't create topic " + TOPIC + " in time", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted", interrupted);
    } finally {
      // It would else wait for a minute for the answer that nobody waits for any more.
      admin.close(Duration.ZERO);
    }
  }

  /** That somebody is about to send it back. */
  static ProducerRecord<byte[], byte[]> before(DeadLetter letter, String who, Instant at) {
    return record(letter, entry(letter, who, at));
  }

  /** That he did. */
  static ProducerRecord<byte[], byte[]> after(
      DeadLetter letter, RecordMetadata sentTo, String who, Instant at) {
    JsonObject entry = entry(letter, who, at);
    entry.addProperty(SENT_TO, sentTo.topic() + ':' + sentTo.partition() + ':' + sentTo.offset());
    return record(letter, entry);
  }

  private static JsonObject entry(DeadLetter letter, String who, Instant at) {
    JsonObject entry = new JsonObject();
    entry.addProperty("letter", letter.place().toString());
    entry.addProperty("origin", letter.origin());
    entry.addProperty("reason", letter.reason());
    entry.addProperty("account", letter.accountId());
    entry.addProperty("event_id", letter.content().eventId());
    entry.addProperty("by", who);
    entry.addProperty("at", at.toString());
    return entry;
  }

  private static ProducerRecord<byte[], byte[]> record(DeadLetter letter, JsonObject entry) {
    return new ProducerRecord<>(
        TOPIC, letter.place().toString().getBytes(UTF_8), entry.toString().getBytes(UTF_8));
  }
}
