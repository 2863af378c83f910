package dev.ringfence.snapshotter.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ringfence.events.v1.AccountEvent;
import dev.ringfence.journal.relay.EventHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * An event as it lies in the topic.
 *
 * @param key the record's key
 * @param headers what the record says besides
 * @param shardId the shard in the header, -1 if there is none
 * @param sequence the sequence in the header, -1 if there is none
 */
record TopicEvent(
    int partition,
    long offset,
    String key,
    Headers headers,
    int shardId,
    long sequence,
    AccountEvent event)
    implements Place {

  static TopicEvent of(ConsumerRecord<byte[], byte[]> record, Tally tally) {
    return new TopicEvent(
        record.partition(),
        record.offset(),
        record.key() == null ? "" : new String(record.key(), UTF_8),
        record.headers(),
        (int) number(header(record, EventHeaders.SHARD)),
        number(header(record, EventHeaders.SEQUENCE)),
        parse(record, tally));
  }

  private static AccountEvent parse(ConsumerRecord<byte[], byte[]> record, Tally tally) {
    String problem = "no value";
    if (record.value() != null) {
      try {
        return AccountEvent.parseFrom(record.value());
      } catch (InvalidProtocolBufferException broken) {
        problem = broken.getMessage();
      }
    }
    throw tally.diverged(
        Check.EVENTS_TRUE,
        () -> "partition %d, offset %d".formatted(record.partition(), record.offset()),
        "value",
        "an AccountEvent",
        problem);
  }

  /** Empty if there is none. */
  String header(String name) {
    return header(headers, name);
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return header(record.headers(), name);
  }

  private static String header(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notANumber) {
      return -1;
    }
  }

  LedgerEvents.Key ledgerKey() {
    return new LedgerEvents.Key(accountId(), version());
  }

  @Override
  public long accountId() {
    return event.getAccount().getAccountId();
  }

  @Override
  public long version() {
    return event.getAccount().getVersion();
  }

  @Override
  public String describe() {
    return "account %d, version %d (partition %d, offset %d)"
        .formatted(accountId(), version(), partition, offset);
  }
}
