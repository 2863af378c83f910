package dev.ringfence.journal.places;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Asks the brokers whenever places are looked up, and every few seconds of the same topics again,
 * without waiting.
 */
public final class AskedTopicIds implements TopicIds {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long LIMIT_SECONDS = 5;

  private final Map<String, Object> connection;
  private final Map<String, Uuid> answered = new ConcurrentHashMap<>();
  private Admin admin;
  private long askAtNanos = System.nanoTime();

  /**
   * @param connection where the brokers are and how to log in
   */
  public AskedTopicIds(Map<String, Object> connection) {
    this.connection = connection;
  }

  @Override
  public Map<String, Uuid> current() {
    long nowNanos = System.nanoTime();
    if (nowNanos - askAtNanos >= 0) {
      askAtNanos = nowNanos + EVERY_NANOS;
      ask(Set.copyOf(answered.keySet()));
    }
    return answered;
  }

  /**
   * By an admin's request, as a consumer believes the leader epoch that is committed: of an old
   * topic that may be higher than the new one's, and it would wait for such a leader for ever.
   */
  @Override
  public Map<TopicPartition, OffsetAndMetadata> committed(
      String group, Collection<TopicPartition> partitions) {
    List<KafkaFuture<?>> answers =
        new ArrayList<>(
            ask(partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet())));
    KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> offsets =
        admin
            .listConsumerGroupOffsets(
                Map.of(
                    group,
                    new ListConsumerGroupOffsetsSpec().topicPartitions(List.copyOf(partitions))))
            .partitionsToOffsetAndMetadata(group);
    answers.add(offsets);
    await(KafkaFuture.allOf(answers.toArray(KafkaFuture<?>[]::new)));
    Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(await(offsets));
    // Where nothing is committed.
    committed.values().removeIf(Objects::isNull);
    return committed;
  }

  /** Who does not wait and gets no answer hears that from the consumer, too. */
  private List<KafkaFuture<Void>> ask(Set<String> topics) {
    if (admin == null) {
      admin = Admin.create(connection);
    }
    return admin.describeTopics(topics).topicNameValues().values().stream()
        .map(answer -> answer.thenApply(this::remember))
        .toList();
  }

  private Void remember(TopicDescription description) {
    answered.put(description.name(), description.topicId());
    return null;
  }

  private static <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof KafkaException cause) {
        throw cause;
      }
      throw new KafkaException("Kafka can't say what the topics are", failed.getCause());
    } catch (TimeoutException late) {
      throw new KafkaException(
          "Kafka did not say what the topics are in " + LIMIT_SECONDS + " s", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted while Kafka was asked for its topics", interrupted);
    }
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
