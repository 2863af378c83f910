package dev.ringfence.journal.letters;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** How much memory a record keeps: whoever sends large headers would be unbounded otherwise. */
public final class RecordBytes {
  private RecordBytes() {}

  /** Of its key, its value and its headers. */
  public static long of(ConsumerRecord<byte[], byte[]> record) {
    long bytes = length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      bytes += header.key().length() + length(header.value());
    }
    return bytes;
  }

  private static long length(byte[] content) {
    return content == null ? 0 : content.length;
  }
}
