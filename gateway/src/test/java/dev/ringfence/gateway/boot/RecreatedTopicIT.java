package dev.ringfence.gateway.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringfence.events.v1.DepositEvent;
import dev.ringfence.gateway.kafka.IngressConfig;
import dev.ringfence.gateway.kafka.IngressMetrics;
import dev.ringfence.gateway.kafka.KafkaIngress;
import dev.ringfence.journal.places.Recreation;
import dev.ringfence.journal.relay.EventTopics;
import dev.ringfence.journal.relay.Topics;
import dev.ringfence.journal.relay.TopicsConfig;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.Until;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A topic that is deleted and made anew while the ingress reads it. */
final class RecreatedTopicIT {
  private static final Map<String, Object> CONNECTION =
      Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, Backends.kafkaBootstrapServers());

  private static final TopicsConfig TOPICS = new TopicsConfig(2, (short) 1, 30);

  private final long account = System.nanoTime();
  private final IngressHouse house = new IngressHouse();
  private final Admin admin = Admin.create(CONNECTION);
  private KafkaIngress ingress;

  @BeforeEach
  void start() throws Exception {
    EventTopics.ensure(admin, TOPICS);
    // Where an earlier test left off is further than the new topics here reach, which is noticed.
    makeAnew();
    house.start();
    house.open(account);
    ingress = house.ingress(IngressConfig.DEFAULTS, IngressMetrics.NONE, house::isServing);
  }

  @AfterEach
  void stop() throws Exception {
    ingress.close(Duration.ofSeconds(10));
    EventTopics.ensure(admin, TOPICS);
    admin.close();
    house.close();
  }

  @ParameterizedTest
  @CsvSource({"5, 50", "50, 5"})
  void shouldReadAllOfTheNewTopicHoweverLongTheOldOneWas(int before, int after) throws Exception {
    deposit("old", before);
    Until.holds("the old ones have their effect", () -> count("old") == before);
    Until.holds("they are committed", () -> committed().equals(ends()));

    makeAnew();
    deposit("new", after);

    Until.holds("the new ones have their effect", () -> count("new") == after);
    Until.holds("that is committed", () -> committed().equals(ends()));
  }

  @Test
  void shouldReadAllOfTheNewTopicWhenAPlaceInTheOldOneWasCommittedToIt() throws Exception {
    deposit("old", 5);
    Until.holds("the old ones have their effect", () -> count("old") == 5);
    Until.holds("they are committed", () -> committed().equals(ends()));
    ingress.close(Duration.ofSeconds(10));
    Map<TopicPartition, OffsetAndMetadata> inTheOld = places();

    makeAnew();
    Until.holds("the brokers have forgotten the old places", () -> places().isEmpty());
    admin.alterConsumerGroupOffsets(IngressConfig.GROUP, inTheOld).all().get(30, TimeUnit.SECONDS);
    deposit("new", 50);
    ingress = house.ingress(IngressConfig.DEFAULTS, IngressMetrics.NONE, house::isServing);

    Until.holds("the new ones have their effect", () -> count("new") == 50);
    Until.holds("that is committed", () -> committed().equals(ends()));
  }

  /** By partition, those with nothing left out. */
  private Map<Integer, Long> committed() {
    return places().entrySet().stream()
        .filter(entry -> entry.getValue().offset() > 0)
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().partition(), entry -> entry.getValue().offset()));
  }

  /** What is committed of the topic. */
  private Map<TopicPartition, OffsetAndMetadata> places() {
    return known(
        () ->
            admin
                .listConsumerGroupOffsets(IngressConfig.GROUP)
                .partitionsToOffsetAndMetadata()
                .get(30, TimeUnit.SECONDS)
                .entrySet()
                .stream()
                .filter(entry -> entry.getKey().topic().equals(Topics.DEPOSITS))
                .filter(entry -> entry.getValue() != null)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private Map<Integer, Long> ends() {
    return known(
        () ->
            admin
                .listOffsets(
                    Map.of(
                        new TopicPartition(Topics.DEPOSITS, 0), OffsetSpec.latest(),
                        new TopicPartition(Topics.DEPOSITS, 1), OffsetSpec.latest()))
                .all()
                .get(30, TimeUnit.SECONDS)
                .entrySet()
                .stream()
                .filter(entry -> entry.getValue().offset() > 0)
                .collect(
                    Collectors.toMap(
                        entry -> entry.getKey().partition(), entry -> entry.getValue().offset())));
  }

  private static <T> T known(Callable<T> question) {
    try {
      return question.call();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private long count(String prefix) {
    return known(() -> house.requestIds().stream().filter(id -> id.startsWith(prefix)).count());
  }

  private void makeAnew() throws Exception {
    Recreation.of(admin, Topics.DEPOSITS, TOPICS);
  }

  private void deposit(String prefix, int count) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(CONNECTION, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int index = 0; index < count; index++) {
        byte[] value =
            DepositEvent.newBuilder()
                .setEventId(prefix + "-" + index)
                .setAccountId(account)
                .setAmount("1")
                .build()
                .toByteArray();
        var _ =
            producer.send(
                new ProducerRecord<>(
                    Topics.DEPOSITS, Long.toString(account).getBytes(UTF_8), value));
      }
    }
  }
}
