package dev.ringfence.gateway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.command.RefusalRule;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.journal.places.Places;
import dev.ringfence.journal.relay.DeadLetterHeaders;
import dev.ringfence.journal.relay.Topics;
import dev.ringfence.journal.testing.LogLines;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class IngressDutyTest {
  private static final TopicPartition FILLS = new TopicPartition(Topics.FILLS, 0);
  private static final TopicPartition DEPOSITS = new TopicPartition(Topics.DEPOSITS, 0);
  private static final Instant NOW = Instant.parse("2026-11-21T04:00:00Z");
  private static final IngressConfig CONFIG =
      new IngressConfig(4, 10_000, 100, 5_000, 3, 1_000, 5, 40, 100, 1, 1, 15_000, 1);

  private final FakeRing ring = new FakeRing();
  private final List<String> told = new ArrayList<>();
  private final List<MockConsumer<byte[], byte[]>> opened = new ArrayList<>();
  private MockProducer<byte[], byte[]> letters;
  private long nowNanos;
  private boolean serving = true;
  private MockConsumer<byte[], byte[]> consumer;
  private IngressDuty duty;
  private long nextOffset;
  private KafkaException firstPollFailure;
  private IngressStatus status = IngressStatus.IDLE;
  private int connections = 1;
  private final Map<TopicPartition, OffsetAndMetadata> lastCommits = new HashMap<>();
  private KafkaException commitFailure;
  private Runnable onPause = () -> {};
  private Map<String, Uuid> topicIds =
      Map.of(FILLS.topic(), new Uuid(1, 1), DEPOSITS.topic(), new Uuid(2, 2));

  @BeforeEach
  void start() {
    RecordFlow flow =
        new RecordFlow(
            ring,
            this::openProducer,
            CONFIG,
            new Told(),
            InstantSource.fixed(NOW),
            this::readClock,
            this::pause,
            () -> {});
    duty =
        new IngressDuty(
            () -> {
              opened.add(new TellingConsumer());
              opened.getLast().setPollException(firstPollFailure);
              return opened.getLast();
            },
            new Places(() -> topicIds),
            flow,
            () -> serving,
            CONFIG,
            new Told(),
            this::readClock,
            RandomGenerator.getDefault());
    duty.turn();
    consumer = opened.getLast();
    consumer.rebalance(Set.of(FILLS, DEPOSITS));
    consumer.updateBeginningOffsets(Map.of(FILLS, 0L, DEPOSITS, 0L));
    consumer.updateEndOffsets(Map.of(FILLS, 0L, DEPOSITS, 0L));
    consumer.seek(FILLS, 0);
    consumer.seek(DEPOSITS, 0);
  }

  private MockProducer<byte[], byte[]> openProducer() {
    letters = new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    return letters;
  }

  private void pause(long nanos) {
    LockSupport.parkNanos(nanos);
    Runnable once = onPause;
    onPause = () -> {};
    once.run();
  }

  /** Time goes on a little with every look at it, so that waits come to their end. */
  private long readClock() {
    nowNanos += TimeUnit.MICROSECONDS.toNanos(100);
    return nowNanos;
  }

  @Test
  void shouldCommitUpToTheOldestRecordThatIsNotDone() {
    fill(1, "a");
    fill(2, "b");
    fill(3, "c");
    turn();

    ring.accept("b");
    ring.accept("c");
    turn();
    assertEquals(0, committed());

    ring.replay("a");
    turn();
    assertEquals(3, committed());
    assertEquals(
        List.of("APPLIED trading.fills", "APPLIED trading.fills", "REPLAYED trading.fills"), told);
  }

  @Test
  void shouldNotWaitForOneRecordAtATime() {
    fill(1, "a");
    fill(2, "b");
    turn();

    assertEquals(List.of("a", "b"), ring.waiting());
  }

  @Test
  void shouldHoldTheOrderWithinAnAccountWhileOneRecordWaits() {
    fill(1, "early");
    fill(1, "behind");
    fill(2, "other");
    turn();
    assertEquals(List.of("early", "other"), ring.waiting());

    ring.refuse("early", Reason.RESERVATION_NOT_FOUND);
    ring.accept("other");
    turn();
    assertEquals(List.of(), ring.waiting());

    pass(1_000);
    turn();
    assertEquals(List.of("early"), ring.waiting());
    ring.accept("early");
    turn();
    assertEquals(List.of("behind"), ring.waiting());
    assertEquals(1, committed());
  }

  @Test
  void shouldNotHoldDepositsInOrder() {
    deposit(1, "a");
    deposit(1, "b");
    turn();
    assertEquals(List.of("a", "b"), ring.waiting());

    ring.refuse("a", Reason.ACCOUNT_NOT_FOUND);
    ring.accept("b");
    turn();
    pass(1_000);
    turn();
    assertEquals(List.of("a"), ring.waiting());
  }

  @Test
  void shouldTryThreeTimesASecondApartWhereTimeCanHelp() {
    fill(1, "never");
    for (int attempt = 1; attempt <= 3; attempt++) {
      turn();
      assertEquals(List.of("never"), ring.waiting(), "attempt " + attempt);
      ring.refuse("never", Reason.RESERVATION_NOT_FOUND);
      turn();
      pass(900);
      turn();
      assertEquals(List.of(), ring.waiting());
      pass(100);
    }

    assertEquals(
        List.of(RefusalRule.TENTATIVE, RefusalRule.TENTATIVE, RefusalRule.STICKS), ring.rules());
    ProducerRecord<byte[], byte[]> letter = letters.history().getFirst();
    assertEquals("trading.fills.DLT", letter.topic());
    assertArrayEquals(Events.key(1), letter.key());
    assertArrayEquals(Events.fill(1, "never", "order", "1"), letter.value());
    assertHeader(letter, DeadLetterHeaders.TOPIC, "trading.fills");
    assertHeader(letter, DeadLetterHeaders.PARTITION, "0");
    assertHeader(letter, DeadLetterHeaders.OFFSET, "0");
    assertHeader(letter, DeadLetterHeaders.REASON, "RESERVATION_NOT_FOUND: refused");
    assertHeader(letter, DeadLetterHeaders.ATTEMPTS, "3");
    assertHeader(letter, DeadLetterHeaders.TIME, NOW.toString());
    assertHeader(letter, "theirs", "kept");
  }

  @Test
  void shouldTryAPaymentThreeTimesToo() {
    deposit(1, "never");
    for (int attempt = 1; attempt <= 3; attempt++) {
      turn();
      ring.refuse("never", Reason.ACCOUNT_NOT_FOUND);
      turn();
      pass(1_000);
    }

    assertEquals(
        List.of(RefusalRule.TENTATIVE, RefusalRule.TENTATIVE, RefusalRule.STICKS), ring.rules());
    assertHeader(letters.history().getFirst(), DeadLetterHeaders.ATTEMPTS, "3");
  }

  @Test
  void shouldBuryWhatTheEngineDoesNotTakeAndGoOnWithTheAccount() {
    ring.refuseToTake("impossible");
    fill(1, "impossible");
    fill(1, "behind");
    turn();
    ring.accept("behind");
    turn();
    assertEquals(0, committed());

    assertHeader(
        letters.history().getFirst(),
        DeadLetterHeaders.REASON,
        "DEFECT: the engine does not take it: no such command");
    assertTrue(letters.completeNext());
    turn();
    assertEquals(2, committed());
  }

  @Test
  void shouldMoveTheOffsetOnlyWhenTheDeadLetterIsAcknowledged() {
    poison(FILLS);
    fill(2, "fine");
    turn();
    ring.accept("fine");
    turn();
    assertEquals(0, committed());

    assertTrue(letters.completeNext());
    turn();
    assertEquals(2, committed());
  }

  @Test
  void shouldBuryAtOnceWhatTimeCantHelp() {
    fill(1, "closed");
    turn();
    ring.refuse("closed", Reason.RESERVATION_CLOSED);
    turn();

    assertHeader(letters.history().getFirst(), DeadLetterHeaders.ATTEMPTS, "1");
    assertEquals(List.of("RESERVATION_CLOSED trading.fills"), told);
  }

  @Test
  void shouldBuryACopyOfWhatWasRefusedForGood() {
    fill(1, "copy");
    turn();
    ring.refuseAgain("copy", Reason.RESERVATION_NOT_FOUND);
    turn();

    assertHeader(
        letters.history().getFirst(),
        DeadLetterHeaders.REASON,
        "RESERVATION_NOT_FOUND: refused before");
  }

  @Test
  void shouldLetWrongRecordsOfOneAccountWaitTogether() {
    fill(1, "a");
    fill(1, "b");
    fill(1, "c");
    for (int attempt = 1; attempt <= 3; attempt++) {
      turn();
      ring.refuse("a", Reason.ACCOUNT_NOT_FOUND);
      turn();
      pass(1_000);
    }

    ring.refuse("b", Reason.ACCOUNT_NOT_FOUND);
    turn();
    ring.refuse("c", Reason.ACCOUNT_NOT_FOUND);
    turn();

    assertEquals(3, letters.history().size());
  }

  @Test
  void shouldWaitWithoutLimitForAShardThatTakesNothing() {
    ring.admit(Admission.NOT_SERVING);
    fill(1, "a");
    for (int round = 0; round < 100; round++) {
      turn();
      pass(40);
    }
    int asked = ring.asked();
    ring.admit(Admission.FULL);
    turn();
    ring.admit(Admission.ADMITTED);
    pass(40);
    turn();

    assertTrue(asked > 50 && asked <= 110, "it was asked " + asked + " times");
    assertEquals(List.of("a"), ring.waiting());
    assertEquals(List.of(RefusalRule.TENTATIVE), ring.rules());
    assertNull(letters);
    assertEquals(0, committed());
  }

  @Test
  void shouldAskAgainWhenTheOutcomeIsUnknown() {
    fill(1, "a");
    for (Failure failure : Failure.values()) {
      turn();
      ring.fail("a", failure);
      turn();
      pass(40);
    }
    turn();
    ring.replay("a");
    turn();

    assertEquals(1, committed());
    assertEquals(List.of("REPLAYED trading.fills"), told);
  }

  @Test
  void shouldPauseAPartitionWithEnoughUnderWay() {
    for (int index = 0; index < 4; index++) {
      fill(index + 1, "r" + index);
    }
    turn();
    turn();
    assertEquals(Set.of(FILLS), consumer.paused());

    ring.accept("r0");
    turn();
    turn();
    assertEquals(Set.of(FILLS), consumer.paused());

    ring.accept("r1");
    turn();
    turn();
    assertEquals(Set.of(), consumer.paused());
  }

  @Test
  void shouldPauseAPartitionWhoseRecordsHaveLargeHeaders() {
    for (int index = 0; index < 2; index++) {
      ConsumerRecord<byte[], byte[]> record =
          new ConsumerRecord<>(
              FILLS.topic(),
              0,
              nextOffset++,
              Events.key(index + 1),
              Events.fill(index + 1, "r" + index, "order", "1"));
      record.headers().add("large", new byte[CONFIG.windowBytes() / 2]);
      consumer.addRecord(record);
    }
    turn();
    turn();
    assertEquals(Set.of(FILLS), consumer.paused());

    ring.accept("r0");
    ring.accept("r1");
    turn();
    turn();
    assertEquals(Set.of(), consumer.paused());
  }

  @Test
  void shouldSettleWhatIsRevoked() {
    fill(1, "done");
    fill(2, "under-way");
    turn();
    ring.accept("done");

    consumer.rebalance(Set.of(DEPOSITS));
    ring.accept("under-way");
    turn();

    consumer.rebalance(Set.of(FILLS, DEPOSITS));
    assertEquals(1, committed());
    assertEquals(List.of("APPLIED trading.fills"), told);
  }

  @Test
  void shouldReadAgainWhatWasNotDoneAfterAFailure() {
    fill(1, "a");
    turn();
    consumer.setPollException(new KafkaException("gone"));
    pass(2);
    duty.turn();
    assertTrue(consumer.closed());

    ring.accept("a");
    pass(10_000);
    turn();

    assertEquals(2, opened.size());
    assertEquals(List.of("failure 1"), told);
  }

  @Test
  void shouldPauseAfterAFailureBeforeItOpensAnotherConsumer() {
    consumer.setPollException(new KafkaException("gone"));
    duty.turn();
    duty.turn();
    assertEquals(1, opened.size());

    pass(2_000);
    duty.turn();
    assertEquals(2, opened.size());
  }

  @Test
  void shouldSendADeadLetterUntilItIsTaken() {
    poison(FILLS);
    turn();
    MockProducer<byte[], byte[]> first = letters;
    for (int failures = 1; failures <= 3; failures++) {
      assertTrue(first.errorNext(new TimeoutException("no broker")), "try " + failures);
      turn();
      pass(40);
      turn();
    }
    assertEquals(0, committed());

    assertFalse(first.closed());
    assertTrue(first.completeNext());
    turn();
    assertEquals(1, committed());
  }

  @Test
  void shouldHoldUpOnlyThePartitionWhoseDeadLettersAreNotTaken() {
    for (int index = 0; index < 4; index++) {
      poison(FILLS);
    }
    turn();
    while (letters.errorNext(new TimeoutException("no such topic"))) {}
    for (int index = 0; index < 4; index++) {
      poison(DEPOSITS);
    }
    deposit(1, "fine");
    turn();
    while (letters.completeNext()) {}
    turn();
    ring.accept("fine");
    turn();

    assertEquals(Set.of(FILLS), consumer.paused());
    assertEquals(0, committed());
    assertEquals(nextOffset, consumer.committed(Set.of(DEPOSITS)).get(DEPOSITS).offset());
  }

  @Test
  void shouldLeaveTheContentBehindWhenTheLetterIsTooLarge() {
    poison(FILLS);
    turn();
    assertTrue(letters.errorNext(new RecordTooLargeException("too large")));
    turn();
    assertTrue(letters.completeNext());
    turn();

    ProducerRecord<byte[], byte[]> rest = letters.history().getLast();
    assertNull(rest.value());
    assertHeader(rest, DeadLetterHeaders.OMITTED_BYTES, "3");
    assertHeader(rest, DeadLetterHeaders.OFFSET, "0");
    assertEquals(1, committed());
  }

  @Test
  void shouldHaveARequeuedRecordReconsidered() {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            FILLS.topic(), 0, nextOffset++, Events.key(1), Events.fill(1, "again", "order", "1"));
    record.headers().add(RequeueHeaders.COUNT, "1".getBytes(UTF_8));
    consumer.addRecord(record);
    turn();

    assertEquals(List.of(RefusalRule.RECONSIDER), ring.rules());
  }

  @Test
  void shouldNotJoinBeforeEveryShardServes() {
    serving = false;
    consumer.setPollException(new KafkaException("gone"));
    duty.turn();
    pass(10_000);
    duty.turn();
    assertEquals(1, opened.size());

    serving = true;
    duty.turn();
    assertEquals(2, opened.size());
  }

  @Test
  void shouldLeaveWhenAShardDoesNotServeForLong() {
    duty.turn();
    serving = false;
    duty.turn();
    pass(14_000);
    duty.turn();
    assertFalse(consumer.closed());

    pass(1_500);
    duty.turn();
    assertTrue(consumer.closed());
    assertEquals(List.of(), told);
  }

  @Test
  void shouldTellWhenRecordsWereGoneBeforeTheyWereRead() {
    consumer.updateBeginningOffsets(Map.of(FILLS, 5L, DEPOSITS, 0L));
    consumer.setPollException(new OffsetOutOfRangeException(Map.of(FILLS, 0L)));
    duty.turn();

    assertEquals(List.of("lost trading.fills"), told);
    assertEquals(5, consumer.position(FILLS));
  }

  @Test
  void shouldReadATopicThatIsMadeAnewFromItsBeginning() {
    fill(1, "old");
    turn();
    deposit(3, "kept");
    turn();
    ring.accept("kept");
    turn();

    topicIds = Map.of(FILLS.topic(), new Uuid(1, 9), DEPOSITS.topic(), new Uuid(2, 2));
    turn();
    assertEquals(0, consumer.position(FILLS));
    assertEquals(2, consumer.position(DEPOSITS), "that one is as it was");
    nextOffset = 0;
    fill(2, "new");
    fill(4, "newer");
    turn();
    ring.accept("newer");
    turn();
    assertEquals(0, committed(), "the first of the new topic is not done");

    ring.accept("new");
    turn();
    assertEquals(2, committed(), "what is under way of the old topic holds nothing up");
    pass(1_000);
    duty.turn();
    assertEquals(1, status.underWay());
    ring.accept("old");
    turn();
    assertEquals(2, committed());
    assertEquals(
        List.of(
            "APPLIED payment.deposits",
            "APPLIED trading.fills",
            "APPLIED trading.fills",
            "APPLIED trading.fills"),
        told);
  }

  @Test
  void shouldCommitTheBeginningWhenNothingIsInATopicThatIsMadeAnew() {
    fill(1, "old");
    turn();
    ring.accept("old");
    turn();
    assertEquals(1, committed());

    topicIds = Map.of(FILLS.topic(), new Uuid(1, 9), DEPOSITS.topic(), new Uuid(2, 2));
    turn();

    assertEquals(0, committed(), "the number stood for another record");
  }

  @Test
  void shouldCommitAgainWhenACommitFailed() {
    fill(1, "a");
    turn();
    ring.accept("a");
    commitFailure = new KafkaException("the coordinator is away");
    turn();
    assertEquals(0, committed());

    commitFailure = null;
    turn();

    assertEquals(1, committed(), "though nothing more was done");
  }

  @Test
  void shouldNotCommitByOldNumbersWhatIsReadFromTheBeginningAgain() {
    nextOffset = 7;
    consumer.seek(FILLS, 7);
    fill(1, "old");
    turn();

    consumer.setPollException(new OffsetOutOfRangeException(Map.of(FILLS, 8L)));
    turn();
    nextOffset = 0;
    fill(2, "new");
    turn();

    assertEquals(0, committed(), "nothing of what is there now is done");
  }

  @Test
  void shouldSettleAndCommitBeforeItEnds() {
    fill(1, "a");
    turn();
    ring.accept("a");
    duty.close();

    assertTrue(consumer.closed());
    assertEquals(List.of("APPLIED trading.fills"), told);
    assertEquals(1, lastCommits.get(FILLS).offset());
  }

  @Test
  void shouldWaitForWhatIsUnderWayBeforeItEnds() {
    fill(1, "a");
    turn();
    onPause = () -> ring.accept("a");

    duty.close();

    assertEquals(List.of("APPLIED trading.fills"), told);
    assertEquals(1, lastCommits.get(FILLS).offset());
  }

  @Test
  void shouldCountFailuresFromOneAgainWhenItWentWellMeanwhile() {
    consumer.setPollException(new KafkaException("gone"));
    turnLater();
    turnLater();
    opened.getLast().setPollException(new KafkaException("gone"));
    turnLater();

    assertEquals(List.of("failure 1", "failure 1"), told);
  }

  private void fill(long accountId, String eventId) {
    send(FILLS, Events.key(accountId), Events.fill(accountId, eventId, "order", "1"));
  }

  private void deposit(long accountId, String eventId) {
    send(DEPOSITS, Events.key(accountId), Events.deposit(accountId, eventId, "1"));
  }

  private void poison(TopicPartition partition) {
    send(partition, Events.key(1), new byte[] {1, 2, 3});
  }

  private void send(TopicPartition partition, byte[] key, byte[] value) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(partition.topic(), partition.partition(), nextOffset++, key, value);
    record.headers().add("theirs", "kept".getBytes(UTF_8));
    consumer.addRecord(record);
  }

  /** Once for what came in, once for what came of it. */
  private void turn() {
    duty.turn();
    pass(2);
    duty.turn();
  }

  private void pass(long millis) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private long committed() {
    OffsetAndMetadata offset = consumer.committed(Set.of(FILLS)).get(FILLS);
    return offset == null ? 0 : offset.offset();
  }

  private static void assertHeader(
      ProducerRecord<byte[], byte[]> record, String name, String expected) {
    Header header = record.headers().lastHeader(name);
    assertNotNull(header, name);
    assertEquals(expected, new String(header.value(), UTF_8), name);
  }

  @Test
  void shouldTellThatItReadsNothingWhileKafkaLetsItNotIn() {
    pass(1_000);
    duty.turn();
    assertEquals(2, status.partitions());

    consumer.setPollException(new TopicAuthorizationException("not authorized"));
    pass(2);
    duty.turn();

    assertEquals(List.of("failure 1"), told);
    assertEquals(IngressStatus.IDLE, status);
  }

  @Test
  void shouldTellThatItReadsNothingWhileNoBrokerIsConnected() {
    connections = 0;
    pass(1_000);
    duty.turn();
    assertEquals(0, status.partitions());
    assertEquals("no broker is connected", status.standstill());

    connections = 1;
    pass(1_000);
    duty.turn();
    assertEquals(2, status.partitions());
    assertEquals("", status.standstill());
  }

  @Test
  void shouldSayWhyItHasTroubleWheneverThatChanges() {
    LogLines lines = new LogLines(KafkaIngress.class, Level.WARN);
    try (lines) {
      consumer.setPollException(new KafkaException("not authorized"));
      firstPollFailure = new KafkaException("not authorized");
      turnLater();
      turnLater();
      firstPollFailure = new KafkaException("no such group");
      turnLater();
    }

    assertEquals(
        List.of(
            "The ingress has trouble with Kafka, trying on: not authorized",
            "The ingress has trouble with Kafka, trying on: no such group"),
        lines.said());
    assertEquals(List.of("failure 1", "failure 2", "failure 3"), told);
  }

  private void turnLater() {
    pass(10_000);
    duty.turn();
  }

  /** With the one metric that is asked for, and commits that can fail. */
  private final class TellingConsumer extends MockConsumer<byte[], byte[]> {
    private final MetricName name =
        new MetricName("connection-count", "consumer-metrics", "", Map.of());

    TellingConsumer() {
      super("none");
    }

    /** Those that wait come here as well. */
    @Override
    public synchronized void commitAsync(
        Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
      if (commitFailure != null) {
        callback.onComplete(offsets, commitFailure);
        return;
      }
      lastCommits.putAll(offsets);
      super.commitAsync(offsets, callback);
    }

    @Override
    public synchronized Map<MetricName, ? extends Metric> metrics() {
      return Map.of(
          name,
          new Metric() {
            @Override
            public MetricName metricName() {
              return name;
            }

            @Override
            public Object metricValue() {
              return (double) connections;
            }
          });
    }
  }

  /** What was told, in order. */
  private final class Told implements IngressMetrics {
    @Override
    public void onFinished(String topic, Fate fate, long ageMillis) {
      if (fate != Fate.DEAD_LETTER) {
        told.add(fate + " " + topic);
      }
    }

    @Override
    public void onDeadLetter(String topic, String code) {
      told.add(code + " " + topic);
    }

    @Override
    public void onLost(String topic, int partition) {
      told.add("lost " + topic);
    }

    @Override
    public void onFailure(int attempts, Exception cause) {
      told.add("failure " + attempts);
    }

    @Override
    public void onStatus(IngressStatus next) {
      status = next;
    }
  }
}
