package dev.ringfence.snapshotter.projection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ringfence.journal.letters.DeadLetterProducers;
import dev.ringfence.journal.places.AskedTopicIds;
import dev.ringfence.journal.places.Recreation;
import dev.ringfence.journal.relay.EventTopics;
import dev.ringfence.journal.relay.RelayProducers;
import dev.ringfence.journal.relay.Topics;
import dev.ringfence.journal.relay.TopicsConfig;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.Until;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The topic of events is deleted and made anew. The tables are empty, so that no rebuild can hide
 * what was skipped.
 */
@Timeout(180)
class RecreatedEventsIT {
  private static final Map<String, Object> BROKERS =
      Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, Backends.kafkaBootstrapServers());

  private static final RedisURI REDIS = RedisURI.create(Backends.redisUri());
  private static final ProjectionConfig CONFIG =
      new ProjectionConfig(500, 2_000, 100, 20, 100, 20, 500);
  private static final TopicPartition PARTITION = new TopicPartition(Topics.ACCOUNT_EVENTS, 0);

  private final long oldAccounts = System.nanoTime();
  private final long newAccounts = oldAccounts + 1_000;
  private final PGSimpleDataSource dataSource = new PGSimpleDataSource();
  private final String group = "projection-" + UUID.randomUUID();
  private final Admin admin = Admin.create(BROKERS);
  private final Producer<byte[], byte[]> producer = RelayProducers.forShard(0, BROKERS).open();
  private final RedisClient redisClient = RedisClient.create(REDIS);
  private final RedisCommands<String, String> redis = redisClient.connect().sync();

  @BeforeEach
  void prepare() throws Exception {
    dataSource.setUrl(Backends.freshDatabase().jdbcUrl());
    Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:dev/ringfence/sql")
        .load()
        .migrate();
    EventTopics.ensure(admin, TopicsConfig.SINGLE_BROKER);
    makeAnew();
  }

  @AfterEach
  void giveBack() {
    producer.close();
    redisClient.shutdown();
    EventTopics.ensure(admin, TopicsConfig.SINGLE_BROKER);
    admin.close();
  }

  @ParameterizedTest
  @CsvSource({"5, 50", "50, 5", "5, 5"})
  void shouldShowAllOfTheNewTopicHoweverLongTheOldOneWas(int before, int after) throws Exception {
    try (RedisProjector projector = projector()) {
      projector.start();
      showOld(before);

      makeAnew();
      send(newAccounts, after);

      awaitShown(newAccounts, after);
      awaitCommitted(after);
    }
  }

  /** Its leader may have changed in the old topic more often than it ever will in the new one. */
  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void shouldShowAllOfTheNewTopicWhenAPlaceInTheOldOneWasCommittedToIt(int leaderEpoch)
      throws Exception {
    OffsetAndMetadata inTheOld;
    try (RedisProjector projector = projector()) {
      projector.start();
      inTheOld = showOld(5);
    }
    makeAnew();
    Until.holds("the brokers have forgotten the old place", () -> committed().isEmpty());
    commitLate(
        new OffsetAndMetadata(inTheOld.offset(), Optional.of(leaderEpoch), inTheOld.metadata()));
    send(newAccounts, 50);

    try (RedisProjector projector = projector()) {
      projector.start();

      awaitShown(newAccounts, 50);
      awaitCommitted(50);
    }
  }

  private OffsetAndMetadata showOld(int count) throws Exception {
    send(oldAccounts, count);
    awaitShown(oldAccounts, count);
    awaitCommitted(count);
    return committed().orElseThrow();
  }

  private void commitLate(OffsetAndMetadata place) throws Exception {
    admin
        .alterConsumerGroupOffsets(group, Map.of(PARTITION, place))
        .all()
        .get(30, TimeUnit.SECONDS);
  }

  private void awaitShown(long first, int count) throws Exception {
    String[] keys =
        LongStream.range(first, first + count)
            .mapToObj(id -> "account:" + id)
            .toArray(String[]::new);
    Until.holds(count + " accounts are shown", () -> redis.exists(keys) == count);
  }

  private void awaitCommitted(long offset) throws Exception {
    Until.holds(
        "offset " + offset + " is committed",
        () -> committed().map(OffsetAndMetadata::offset).equals(Optional.of(offset)));
  }

  private Optional<OffsetAndMetadata> committed() {
    return known(
        () ->
            Optional.ofNullable(
                admin
                    .listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(30, TimeUnit.SECONDS)
                    .get(PARTITION)));
  }

  private static <T> T known(Callable<T> question) {
    try {
      return question.call();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private void makeAnew() throws Exception {
    Recreation.of(admin, Topics.ACCOUNT_EVENTS, TopicsConfig.SINGLE_BROKER);
  }

  private RedisProjector projector() {
    Map<String, Object> member = new HashMap<>(BROKERS);
    member.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    return new RedisProjector(
        REDIS,
        ProjectorConsumers.inGroup(member),
        new AskedTopicIds(BROKERS),
        DeadLetterProducers.named("letters", BROKERS),
        new JdbcSnapshotSource(dataSource, 1_000),
        CONFIG,
        ProjectionMetrics.NONE,
        InstantSource.system());
  }

  /** One event for each account, all in one partition. */
  private void send(long first, int count) throws Exception {
    Future<?> last = null;
    for (long id = first; id < first + count; id++) {
      byte[] key = Long.toString(id).getBytes(US_ASCII);
      last =
          producer.send(
              new ProducerRecord<>(
                  PARTITION.topic(), PARTITION.partition(), key, Events.cash(id, 1)));
    }
    last.get(30, TimeUnit.SECONDS);
  }
}
