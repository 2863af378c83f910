package dev.ringfence.gateway.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.kafka.IngressConfig;
import dev.ringfence.gateway.kafka.IngressMetrics;
import dev.ringfence.gateway.kafka.KafkaIngress;
import dev.ringfence.journal.relay.EventTopics;
import dev.ringfence.journal.relay.Topics;
import dev.ringfence.journal.relay.TopicsConfig;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.Until;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real broker that has lost a topic of dead letters, and makes none by itself. */
final class BrokenDeadLettersIT {
  private static final int POISON = 200;
  private static final Map<String, Object> CONNECTION =
      Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, Backends.kafkaBootstrapServers());

  private final IngressHouse house = new IngressHouse();
  private final Admin admin = Admin.create(CONNECTION);
  private final AtomicBoolean failed = new AtomicBoolean();
  private KafkaIngress ingress;

  @BeforeEach
  void start() throws Exception {
    makeTopics();
    house.start();
  }

  @AfterEach
  void stop() throws Exception {
    if (ingress != null) {
      ingress.close(Duration.ofSeconds(10));
    }
    makeTopics();
    admin.close();
    house.close();
  }

  @Test
  void shouldGoOnWithTheOtherTopicsUntilTheLostOneIsBack() throws Exception {
    String lost = Topics.deadLetter(Topics.FILLS);
    admin.deleteTopics(List.of(lost)).all().get(30, TimeUnit.SECONDS);
    Until.holds("the topic is gone", () -> !isThere(lost));
    long lettersBefore = end(Topics.deadLetter(Topics.DEPOSITS));

    ingress =
        house.ingress(
            IngressConfig.DEFAULTS,
            new IngressMetrics() {
              @Override
              public void onLetterFailure(String topic) {
                failed.compareAndSet(false, topic.equals(Topics.FILLS));
              }
            },
            () -> true);
    poison(Topics.FILLS);
    Until.holds("the trouble is seen", failed::get);
    poison(Topics.DEPOSITS);
    Until.holds("the deposits' letters are there", () -> isDone(Topics.DEPOSITS));
    assertTrue(end(Topics.deadLetter(Topics.DEPOSITS)) - lettersBefore >= POISON);
    assertFalse(isDone(Topics.FILLS), "no fill may be skipped");

    makeTopics();
    Until.holds("the fills' letters are there", () -> isDone(Topics.FILLS));
    assertTrue(end(lost) >= POISON);
  }

  private void makeTopics() throws Exception {
    Until.holds(
        "the topics are there",
        () -> {
          EventTopics.ensure(admin, new TopicsConfig(2, (short) 1, 30));
          return isThere(Topics.deadLetter(Topics.FILLS));
        });
  }

  private static void poison(String topic) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(CONNECTION, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int index = 0; index < POISON; index++) {
        byte[] key = Integer.toString(index).getBytes(UTF_8);
        var _ = producer.send(new ProducerRecord<>(topic, key, new byte[] {(byte) 0xFF, 9}));
      }
    }
  }

  private boolean isThere(String topic) {
    try {
      admin.describeTopics(List.of(topic)).allTopicNames().get(30, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw new AssertionError(failed);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  /** Whether all that is in the topic has been committed. */
  private boolean isDone(String topic) {
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin
              .listConsumerGroupOffsets(IngressConfig.GROUP)
              .partitionsToOffsetAndMetadata()
              .get(30, TimeUnit.SECONDS);
      long done = 0;
      for (TopicPartition partition : partitions(topic)) {
        OffsetAndMetadata offset = committed.get(partition);
        done += offset == null ? 0 : offset.offset();
      }
      return done == end(topic);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private long end(String topic) throws Exception {
    long end = 0;
    for (TopicPartition partition : partitions(topic)) {
      end +=
          admin
              .listOffsets(Map.of(partition, OffsetSpec.latest()))
              .partitionResult(partition)
              .get(30, TimeUnit.SECONDS)
              .offset();
    }
    return end;
  }

  private List<TopicPartition> partitions(String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .topicNameValues()
        .get(topic)
        .get(30, TimeUnit.SECONDS)
        .partitions()
        .stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }
}
