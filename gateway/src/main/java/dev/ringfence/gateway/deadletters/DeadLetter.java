package dev.ringfence.gateway.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringfence.gateway.kafka.RequeueHeaders;
import dev.ringfence.journal.letters.RecordBytes;
import dev.ringfence.journal.relay.DeadLetterHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** One dead letter. Anybody may write into such a topic, so nothing in it is taken for granted. */
public final class DeadLetter {
  private static final int MAX_DIGITS = 19;

  private final ConsumerRecord<byte[], byte[]> record;
  private final LetterContent content;

  DeadLetter(ConsumerRecord<byte[], byte[]> record) {
    this.record = record;
    content = LetterContent.of(originTopic(), record.value());
  }

  public LetterPlace place() {
    return new LetterPlace(record.topic(), record.partition(), record.offset());
  }

  /** The topic that it came from, or was meant for. */
  public String originTopic() {
    return text(DeadLetterHeaders.TOPIC, "");
  }

  /** Where it came from, as far as that is known. */
  public String origin() {
    String partition = text(DeadLetterHeaders.PARTITION, "");
    return partition.isEmpty()
        ? originTopic()
        : originTopic() + ':' + partition + ':' + text(DeadLetterHeaders.OFFSET, "");
  }

  public String reason() {
    return text(DeadLetterHeaders.REASON, "");
  }

  public String attempts() {
    return text(DeadLetterHeaders.ATTEMPTS, "");
  }

  /** When it became one; else when the broker got it. */
  public Instant time() {
    try {
      return Instant.parse(text(DeadLetterHeaders.TIME, ""));
    } catch (DateTimeException unreadable) {
      return Instant.ofEpochMilli(record.timestamp());
    }
  }

  /** The account, by its key or else its content; 0 if neither says. */
  public long accountId() {
    byte[] key = record.key();
    if (key == null || key.length == 0 || key.length > MAX_DIGITS) {
      return content.accountId();
    }
    try {
      long accountId = Long.parseLong(new String(key, UTF_8));
      return accountId > 0 ? accountId : content.accountId();
    } catch (NumberFormatException notANumber) {
      return content.accountId();
    }
  }

  /** How often it had been sent back before it became this letter. */
  public int requeues() {
    try {
      return Integer.parseInt(text(RequeueHeaders.COUNT, "0"));
    } catch (NumberFormatException unreadable) {
      return 0;
    }
  }

  /** Whether its content was left behind, as the broker found it too large. */
  public boolean isStripped() {
    return record.headers().lastHeader(DeadLetterHeaders.OMITTED_BYTES) != null;
  }

  /** How large it is. */
  long bytes() {
    return RecordBytes.of(record);
  }

  public LetterContent content() {
    return content;
  }

  ConsumerRecord<byte[], byte[]> record() {
    return record;
  }

  private String text(String header, String absent) {
    Header found = record.headers().lastHeader(header);
    return found == null || found.value() == null ? absent : new String(found.value(), UTF_8);
  }
}
