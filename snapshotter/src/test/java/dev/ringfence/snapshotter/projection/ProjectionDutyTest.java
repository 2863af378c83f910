package dev.ringfence.snapshotter.projection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.journal.places.Places;
import dev.ringfence.journal.relay.DeadLetterHeaders;
import dev.ringfence.journal.relay.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ProjectionDutyTest {
  private static final TopicPartition PARTITION = new TopicPartition(Topics.ACCOUNT_EVENTS, 0);

  private final FakeStore store = new FakeStore();
  private final List<MockConsumer<byte[], byte[]>> consumers = new ArrayList<>();
  private final MockProducer<byte[], byte[]> letters =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final MockProducer<byte[], byte[]> slowLetters =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private int rebuilds;
  private long lag;
  private long nowNanos = 5;
  private long nextOffset;
  private Uuid topicId = new Uuid(1, 1);

  @Test
  void shouldWriteTheNewestVersionOnlyOnceWhenAPollHasMany() {
    ProjectionDuty duty = started(letters);
    add(Events.cash(42, 1));
    add(Events.cash(42, 2));
    add(Events.cash(43, 7));

    duty.turn();

    assertEquals("200", store.accounts.get(42L).balance());
    assertEquals(7, store.accounts.get(43L).version());
    assertEquals(2, store.entries);
  }

  @Test
  void shouldKeepTheNewestOfEachPositionWhenOthersChangeLater() {
    ProjectionDuty duty = started(letters);
    add(Events.position(42, 1, "AAPL", "4"));
    add(Events.position(42, 2, "AAPL", "5"));
    add(Events.cash(42, 3));

    duty.turn();

    PositionImage position = store.positions.get("42AAPL");
    assertEquals("5|0|2.5", position.value());
    assertEquals(2, position.version());
    assertEquals(3, store.accounts.get(42L).version());
  }

  @Test
  void shouldCommitOffsetsWhenRedisHasAcknowledged() {
    ProjectionDuty duty = started(letters);
    add(Events.cash(42, 1));

    duty.turn();

    assertEquals(1, committed());
  }

  @Test
  void shouldCommitNothingAndPauseWhenRedisIsAway() {
    ProjectionDuty duty = started(letters);
    add(Events.cash(42, 1));
    store.isAway = true;

    duty.turn();
    nowNanos++;
    duty.turn();

    assertEquals(0, committed());
    assertEquals(Set.of(PARTITION), consumer().paused());
  }

  @Test
  void shouldWriteWhatItHadWhenRedisComesBack() {
    ProjectionDuty duty = started(letters);
    add(Events.cash(42, 1));
    store.isAway = true;
    duty.turn();
    store.isAway = false;
    nowNanos += TimeUnit.SECONDS.toNanos(1);

    duty.turn();
    duty.turn();

    assertEquals(1, store.accounts.get(42L).version());
    assertEquals(1, committed());
    assertEquals(Set.of(), consumer().paused());
  }

  @Test
  void shouldTellHowFarRedisIsBehindWhenItIsAway() {
    ProjectionDuty duty = started(letters);
    add(Events.cash(42, 1));
    store.isAway = true;
    duty.turn();
    consumer().updateEndOffsets(Map.of(PARTITION, 7L));
    turnForTwoSeconds(duty);
    long first = lag;

    consumer().updateEndOffsets(Map.of(PARTITION, 9L));
    turnForTwoSeconds(duty);

    assertEquals(7, first);
    assertEquals(9, lag);
  }

  @Test
  void shouldSendPoisonToTheDeadLettersAndGoOn() {
    ProjectionDuty duty = started(letters);
    add(new byte[] {(byte) 0xFF});
    add(null);
    add(Events.event(0, 1).build().toByteArray());
    add(Events.cash(42, 1));

    duty.turn();
    nowNanos += TimeUnit.SECONDS.toNanos(1);
    duty.turn();

    assertEquals(1, store.accounts.get(42L).version());
    assertEquals(4, committed());
    assertEquals(3, letters.history().size());
    ProducerRecord<byte[], byte[]> letter = letters.history().getFirst();
    assertEquals("trading.account.events.DLT", letter.topic());
    assertEquals("trading.account.events", header(letter, DeadLetterHeaders.TOPIC));
    assertEquals("0", header(letter, DeadLetterHeaders.PARTITION));
    assertEquals("0", header(letter, DeadLetterHeaders.OFFSET));
    assertTrue(
        header(letter, DeadLetterHeaders.REASON).startsWith("MALFORMED: it is no AccountEvent"));
  }

  @Test
  void shouldCommitNothingWhileADeadLetterIsOnItsWay() {
    ProjectionDuty duty = started(slowLetters);
    add(null);
    duty.turn();
    long before = committed();
    slowLetters.completeNext();
    nowNanos += TimeUnit.SECONDS.toNanos(1);

    duty.turn();

    assertEquals(0, before);
    assertEquals(1, committed());
  }

  @Test
  void shouldSendALetterUntilItIsTaken() {
    ProjectionDuty duty = started(slowLetters);
    add(null);
    duty.turn();
    for (int refusal = 0; refusal < 5; refusal++) {
      slowLetters.errorNext(new TimeoutException("there is no such topic"));
      nowNanos += TimeUnit.SECONDS.toNanos(5);
      duty.turn();
      nowNanos += TimeUnit.SECONDS.toNanos(5);
      duty.turn();
      assertEquals(0, committed());
    }
    slowLetters.completeNext();
    add(Events.cash(42, 1));
    nowNanos += TimeUnit.SECONDS.toNanos(1);

    duty.turn();

    assertEquals(6, slowLetters.history().size());
    assertEquals(2, committed());
    assertEquals(1, store.accounts.get(42L).version());
  }

  @Test
  void shouldLeaveTheContentBehindWhenTheBrokerFindsTheLetterTooLarge() {
    ProjectionDuty duty = started(slowLetters);
    add(new byte[] {(byte) 0xFF});
    duty.turn();
    slowLetters.errorNext(new RecordTooLargeException());
    duty.turn();
    slowLetters.completeNext();
    nowNanos += TimeUnit.SECONDS.toNanos(1);

    duty.turn();

    ProducerRecord<byte[], byte[]> letter = slowLetters.history().getLast();
    assertNull(letter.value());
    assertEquals("1", header(letter, DeadLetterHeaders.OMITTED_BYTES));
    assertEquals(1, committed());
  }

  @Test
  void shouldPauseThePartitionWhileTooManyLettersAreNotTaken() {
    ProjectionDuty duty = started(slowLetters);
    for (int letter = 0; letter < 1_000; letter++) {
      add(null);
    }
    duty.turn();
    duty.turn();
    Set<TopicPartition> before = Set.copyOf(consumer().paused());
    assertTrue(slowLetters.completeNext());
    duty.turn();

    duty.turn();

    assertEquals(Set.of(PARTITION), before);
    assertEquals(Set.of(), consumer().paused());
  }

  @Test
  void shouldAskForARebuildWhenRedisLacksData() {
    ProjectionDuty duty = started(letters);
    store.complete = false;
    nowNanos += TimeUnit.SECONDS.toNanos(2);

    duty.turn();

    assertEquals(1, rebuilds);
  }

  @Test
  void shouldNotAskForARebuildWhenRedisIsComplete() {
    ProjectionDuty duty = started(letters);
    nowNanos += TimeUnit.SECONDS.toNanos(2);

    duty.turn();

    assertEquals(0, rebuilds);
  }

  @Test
  void shouldStartAtTheBeginningAndRebuildWhenTheGroupHasNoOffset() {
    ProjectionDuty duty = duty(letters, false);
    duty.turn();
    consumer().rebalance(List.of(PARTITION));
    consumer().updateBeginningOffsets(Map.of(PARTITION, 0L));

    duty.turn();
    add(Events.cash(42, 1));
    duty.turn();

    assertEquals(1, store.invalidated);
    assertEquals(1, store.accounts.get(42L).version());
  }

  @Test
  void shouldKeepAnOffsetOfAQuietPartitionWhenTheGroupHadNone() {
    ProjectionDuty duty = duty(letters, true);
    duty.turn();
    consumer().rebalance(List.of(PARTITION));
    consumer().updateBeginningOffsets(Map.of(PARTITION, 7L));

    duty.turn();
    duty.turn();
    nowNanos += TimeUnit.SECONDS.toNanos(1);
    duty.turn();

    assertEquals(7, committed());
  }

  @Test
  void shouldReadATopicThatIsMadeAnewFromItsBeginningAndRebuild() {
    ProjectionDuty duty = started(letters);
    add(Events.cash(42, 1));
    add(Events.cash(42, 2));
    duty.turn();
    assertEquals(2, committed());

    topicId = new Uuid(1, 2);
    nowNanos += TimeUnit.SECONDS.toNanos(1);
    duty.turn();
    assertEquals(0, committed());
    nextOffset = 0;
    add(Events.cash(43, 1));
    nowNanos += TimeUnit.SECONDS.toNanos(1);
    duty.turn();

    assertEquals(1, store.accounts.get(43L).version());
    assertEquals(1, committed());
    assertEquals(1, store.invalidated);
  }

  @Test
  void shouldCommitNoPlaceInAnOldTopicWhenRedisComesBackLater() {
    ProjectionDuty duty = started(letters);
    store.isAway = true;
    add(Events.cash(42, 1));
    add(Events.cash(42, 2));
    duty.turn();

    topicId = new Uuid(1, 2);
    store.isAway = false;
    nowNanos += TimeUnit.SECONDS.toNanos(1);
    duty.turn();

    assertEquals(0, committed());
    assertEquals(2, store.accounts.get(42L).version());
  }

  @Test
  void shouldTakeAFreshConsumerWhenKafkaFails() {
    ProjectionDuty duty = started(letters);
    consumer().setPollException(new KafkaException("the broker is away"));

    nowNanos += duty.turn();
    duty.turn();

    assertEquals(2, consumers.size());
    assertTrue(consumers.getFirst().closed());
    assertFalse(consumers.getLast().closed());
  }

  @Test
  void shouldCommitNothingForAPartitionThatIsAnothers() {
    ProjectionDuty duty = started(letters);
    add(Events.cash(42, 1));
    store.isAway = true;
    duty.turn();
    consumer().rebalance(List.of());
    store.isAway = false;
    nowNanos += TimeUnit.SECONDS.toNanos(1);

    duty.turn();
    consumer().rebalance(List.of(PARTITION));

    assertEquals(0, committed());
    assertEquals(1, store.accounts.get(42L).version());
    assertNull(store.accounts.get(43L));
  }

  private void turnForTwoSeconds(ProjectionDuty duty) {
    for (int turn = 0; turn < 20; turn++) {
      nowNanos += TimeUnit.MILLISECONDS.toNanos(100);
      duty.turn();
    }
  }

  private ProjectionDuty started(MockProducer<byte[], byte[]> letterProducer) {
    ProjectionDuty duty = duty(letterProducer, true);
    duty.turn();
    consumer().rebalance(List.of(PARTITION));
    consumer().updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer().updateEndOffsets(Map.of(PARTITION, 0L));
    consumer().commitSync(Map.of(PARTITION, new OffsetAndMetadata(0)));
    consumer().seek(PARTITION, 0);
    nowNanos += TimeUnit.MILLISECONDS.toNanos(500);
    return duty;
  }

  private ProjectionDuty duty(MockProducer<byte[], byte[]> letterProducer, boolean complete) {
    store.complete = complete;
    Rebuilds counted =
        new Rebuilds() {
          @Override
          public void ensureRunning() {
            rebuilds++;
          }

          @Override
          public void stop(Duration deadline) {}
        };
    return new ProjectionDuty(
        this::openConsumer,
        new Places(() -> Map.of(PARTITION.topic(), topicId)),
        store,
        counted,
        new Poison(
            () -> letterProducer,
            ProjectionConfig.DEFAULTS,
            ProjectionMetrics.NONE,
            InstantSource.system(),
            () -> nowNanos),
        ProjectionConfig.DEFAULTS,
        new ProjectionMetrics() {
          @Override
          public void onLag(long events) {
            lag = events;
          }
        },
        InstantSource.system(),
        () -> nowNanos,
        RandomGenerator.getDefault());
  }

  private MockConsumer<byte[], byte[]> openConsumer() {
    consumers.add(new MockConsumer<>("none"));
    return consumers.getLast();
  }

  private MockConsumer<byte[], byte[]> consumer() {
    return consumers.getLast();
  }

  private void add(byte[] value) {
    consumer()
        .addRecord(
            new ConsumerRecord<>(
                PARTITION.topic(), PARTITION.partition(), nextOffset++, new byte[] {'1'}, value));
  }

  private long committed() {
    return consumer().committed(Set.of(PARTITION)).get(PARTITION).offset();
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
