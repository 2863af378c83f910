package dev.ringfence.journal.places;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Which topic each name stands for. A topic that is deleted and made anew has another id under the
 * same name, and offsets that begin again; a consumer that meets it goes on where it was in the old
 * one, and says nothing. For one thread at a time.
 */
public interface TopicIds extends AutoCloseable {
  /**
   * As far as it is known, perhaps some seconds old; those that are not there now are as they were.
   * Never blocks.
   */
  Map<String, Uuid> current();

  /**
   * What a group has committed, with what was written beside it. Waits for it, and for the ids as
   * they are now.
   *
   * @throws KafkaException if there is no answer in time, or no such topic
   */
  default Map<TopicPartition, OffsetAndMetadata> committed(
      String group, Collection<TopicPartition> partitions) {
    return Map.of();
  }

  @Override
  default void close() {}
}
