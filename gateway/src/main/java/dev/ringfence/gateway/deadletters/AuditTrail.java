package dev.ringfence.gateway.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Who sent which dead letter back, and when: one record each in a topic of its own, with the
 * letter's place as the key.
 */
final class AuditTrail {
  static final String TOPIC = "ringfence.dlq.audit";

  private static final int DEADLINE_SECONDS = 10;

  /** As long as an audit may ask; the dead letters themselves are usually gone before. */
  private static final String RETENTION_MILLIS = Long.toString(TimeUnit.DAYS.toMillis(3_650));

  private final Map<String, Object> connection;

  AuditTrail(Map<String, Object> connection) {
    this.connection = connection;
  }

  /** How often each letter was sent back, by its place. */
  Map<String, Integer> counts() {
    Map<String, Integer> counts = new HashMap<>();
    new TopicScan(connection)
        .read(
            List.of(TOPIC),
            record -> {
              if (record.key() != null) {
                counts.merge(new String(record.key(), UTF_8), 1, Integer::sum);
              }
              return true;
            });
    return counts;
  }

  void ensure() {
    // The number of copies is the brokers' default, as it is for topics they create.
    NewTopic topic =
        new NewTopic(TOPIC, 1, (short) -1)
            .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, RETENTION_MILLIS));
    try (Admin admin = Admin.create(connection)) {
      admin.createTopics(List.of(topic)).all().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (!(failed.getCause() instanceof TopicExistsException)) {
        throw new KafkaException("Can't create topic " + TOPIC, failed.getCause());
      }
    } catch (TimeoutException late) {
      throw new KafkaException("Can't create topic " + TOPIC + " in time", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted", interrupted);
    }
  }

  static ProducerRecord<byte[], byte[]> entry(
      DeadLetter letter, RecordMetadata sentTo, String who, Instant at) {
    JsonObject entry = new JsonObject();
    entry.addProperty("letter", letter.place().toString());
    entry.addProperty("origin", letter.origin());
    entry.addProperty("reason", letter.reason());
    entry.addProperty("account", letter.accountId());
    entry.addProperty("event_id", letter.content().eventId());
    entry.addProperty("sent_to", sentTo.topic() + ':' + sentTo.partition() + ':' + sentTo.offset());
    entry.addProperty("by", who);
    entry.addProperty("at", at.toString());
    return new ProducerRecord<>(
        TOPIC, letter.place().toString().getBytes(UTF_8), entry.toString().getBytes(UTF_8));
  }
}
