package dev.ringfence.journal.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringfence.engine.effect.EffectType;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Makes Kafka records of outbox rows: CloudEvents in binary mode. The key is the account id in
 * decimal digits, as a {@code StringSerializer} would write it: any consumer, console or {@code
 * kcat} shows it readable, and a producer in any language finds the same partition for it.
 */
final class EventRecords {
  private static final String TYPE_PREFIX = "dev.ringfence.account.";
  private static final String TYPE_SUFFIX = ".v1";

  private final Header contentType = header(EventHeaders.CONTENT_TYPE, "application/x-protobuf");
  private final Header specVersion = header(EventHeaders.SPEC_VERSION, "1.0");
  private final Map<EffectType, Header> types = new EnumMap<>(EffectType.class);
  private final Header source;
  private final Header shard;
  private long timeMillis = Long.MIN_VALUE;
  private Header time;

  EventRecords(int shardId) {
    source = header(EventHeaders.SOURCE, "/ringfence/shards/" + shardId);
    shard = header(EventHeaders.SHARD, Integer.toString(shardId));
    for (EffectType type : EffectType.values()) {
      String name = type.name().toLowerCase(Locale.ROOT);
      types.put(type, header(EventHeaders.TYPE, TYPE_PREFIX + name + TYPE_SUFFIX));
    }
  }

  ProducerRecord<byte[], byte[]> event(OutboxRow row) {
    return record(Topics.ACCOUNT_EVENTS, row, row.payload());
  }

  /** The event as a dead letter; without its payload if that is what the broker refuses. */
  ProducerRecord<byte[], byte[]> deadLetter(
      OutboxRow row, Exception reason, int attempts, Instant now) {
    boolean tooLarge = reason instanceof RecordTooLargeException;
    ProducerRecord<byte[], byte[]> letter =
        record(Topics.deadLetter(Topics.ACCOUNT_EVENTS), row, tooLarge ? null : row.payload());
    letter
        .headers()
        .add(header(DeadLetterHeaders.TOPIC, Topics.ACCOUNT_EVENTS))
        .add(
            header(
                DeadLetterHeaders.REASON,
                "REFUSED_BY_KAFKA: "
                    + reason.getClass().getSimpleName()
                    + ": "
                    + reason.getMessage()))
        .add(header(DeadLetterHeaders.ATTEMPTS, Integer.toString(attempts)))
        .add(header(DeadLetterHeaders.TIME, now.toString()));
    if (tooLarge) {
      letter
          .headers()
          .add(header(DeadLetterHeaders.OMITTED_BYTES, Integer.toString(row.payload().length)));
    }
    return letter;
  }

  private ProducerRecord<byte[], byte[]> record(String topic, OutboxRow row, byte[] value) {
    String accountId = Long.toString(row.accountId());
    String version = Long.toString(row.version());
    Header[] headers = {
      specVersion,
      header(EventHeaders.ID, accountId + '-' + version),
      types.get(row.type()),
      source,
      time(row.occurredAtMillis()),
      contentType,
      header(EventHeaders.VERSION, version),
      shard,
      header(EventHeaders.SEQUENCE, Long.toString(row.sequence())),
    };
    return new ProducerRecord<>(
        topic, null, null, accountId.getBytes(US_ASCII), value, new RecordHeaders(headers));
  }

  /** All events of a commit have the same time, so it is written once for them. */
  private Header time(long occurredAtMillis) {
    if (time == null || occurredAtMillis != timeMillis) {
      timeMillis = occurredAtMillis;
      time = header(EventHeaders.TIME, Instant.ofEpochMilli(occurredAtMillis).toString());
    }
    return time;
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(UTF_8));
  }
}
