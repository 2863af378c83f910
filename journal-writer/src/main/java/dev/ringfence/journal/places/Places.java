package dev.ringfence.journal.places;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Of which topics the places are that a member of a group reads at. Beside each offset the topic's
 * id is committed, so that whoever goes on there knows whether the topic is still the same.
 */
public final class Places implements AutoCloseable {
  /** What else is beside an offset says nothing about it: perhaps a person has set it. */
  private static final String MARK = "topic ";

  private final TopicIds ids;

  /** Of what is assigned. */
  private final Map<TopicPartition, Uuid> topics = new HashMap<>();

  /**
   * @param ids closed with this
   */
  public Places(TopicIds ids) {
    this.ids = ids;
  }

  /**
   * They are this member's now. Waits for the brokers' answer.
   *
   * @return those whose committed place is of a topic that is gone: they must be read from their
   *     beginning
   * @throws KafkaException if there is no answer: then they must not be read
   */
  public List<TopicPartition> assigned(String group, Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return List.of();
    }
    Map<TopicPartition, OffsetAndMetadata> committed = ids.committed(group, partitions);
    Map<String, Uuid> current = ids.current();
    List<TopicPartition> misplaced = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      Uuid id = current.get(partition.topic());
      if (id != null) {
        topics.put(partition, id);
        OffsetAndMetadata place = committed.get(partition);
        if (place != null && isOfAnother(place.metadata(), id)) {
          misplaced.add(partition);
        }
      }
    }
    return misplaced;
  }

  private static boolean isOfAnother(String metadata, Uuid id) {
    return metadata.startsWith(MARK) && !metadata.equals(MARK + id);
  }

  /** Those whose topic was made anew since: they must be read from their beginning. */
  public List<TopicPartition> madeAnew() {
    Map<String, Uuid> current = ids.current();
    List<TopicPartition> changed = new ArrayList<>();
    topics.forEach(
        (partition, id) -> {
          if (!current.getOrDefault(partition.topic(), id).equals(id)) {
            changed.add(partition);
          }
        });
    changed.forEach(partition -> topics.put(partition, current.get(partition.topic())));
    return changed;
  }

  /** The offsets as they are to be committed. */
  public Map<TopicPartition, OffsetAndMetadata> marked(
      Map<TopicPartition, OffsetAndMetadata> offsets) {
    Map<TopicPartition, OffsetAndMetadata> marked = new HashMap<>();
    offsets.forEach(
        (partition, offset) -> {
          Uuid id = topics.get(partition);
          String mark = id == null ? offset.metadata() : MARK + id;
          marked.put(partition, new OffsetAndMetadata(offset.offset(), offset.leaderEpoch(), mark));
        });
    return marked;
  }

  /** They are this member's no more. */
  public void drop(Collection<TopicPartition> partitions) {
    topics.keySet().removeAll(partitions);
  }

  /** Nothing is assigned any more. */
  public void dropAll() {
    topics.clear();
  }

  @Override
  public void close() {
    ids.close();
  }
}
