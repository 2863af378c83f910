package dev.ringfence.gateway.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ringfence.gateway.kafka.Reading.Understood;
import dev.ringfence.gateway.kafka.Reading.Unreadable;
import dev.ringfence.gateway.validation.Validated;
import dev.ringfence.gateway.validation.Violation;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** From a record's bytes to a command. Whatever the bytes are, it answers, and never throws. */
final class RecordReader {
  private static final int MAX_ACCOUNT_ID_DIGITS = 19;
  private static final int DECIMAL = 10;

  private final int maxRecordBytes;

  RecordReader(int maxRecordBytes) {
    this.maxRecordBytes = maxRecordBytes;
  }

  Reading read(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return malformed("it has no value");
    }
    if (record.value().length > maxRecordBytes) {
      return malformed("it has more than " + maxRecordBytes + " bytes");
    }
    if (record.key() == null) {
      return malformed("it has no key, which must be the account id");
    }
    IngressTopic topic = IngressTopic.of(record.topic());
    try {
      return switch (topic.read(record.value())) {
        case Validated.Invalid(var violations) -> new Unreadable("INVALID: " + list(violations));
        case Validated.Valid valid ->
            isKey(record.key(), valid.accountId())
                ? new Understood(valid)
                : malformed("its key is not its account id in decimal digits");
      };
    } catch (InvalidProtocolBufferException broken) {
      return malformed("it is not the protobuf message of this topic");
    }
  }

  private static Unreadable malformed(String what) {
    return new Unreadable("MALFORMED: " + what);
  }

  private static String list(List<Violation> violations) {
    return violations.stream()
        .map(violation -> fieldOfEvent(violation.field()) + ' ' + violation.description())
        .collect(Collectors.joining("; "));
  }

  /** The request's names are the event's, but for one. */
  private static String fieldOfEvent(String field) {
    return field.equals("request_id") ? "event_id" : field;
  }

  /** The key keeps an account's records in order, so it must be written in one way only. */
  private static boolean isKey(byte[] key, long accountId) {
    if (key.length == 0 || key.length > MAX_ACCOUNT_ID_DIGITS || key[0] == '0') {
      return false;
    }
    long number = 0;
    for (byte digit : key) {
      if (digit < '0' || digit > '9') {
        return false;
      }
      number = number * DECIMAL + (digit - '0');
    }
    return number == accountId;
  }
}
