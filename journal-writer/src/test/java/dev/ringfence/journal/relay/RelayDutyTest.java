package dev.ringfence.journal.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import dev.ringfence.journal.testing.LogLines;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class RelayDutyTest {
  private static final int SHARD = 3;

  private final FakeOutbox outbox = new FakeOutbox();
  private final List<ScriptedProducer> producers = new ArrayList<>();
  private final List<Integer> attempts = new ArrayList<>();
  private final List<String> deadLetters = new ArrayList<>();
  private long ownedEpoch = 7;
  private long nowNanos = 5;
  private String refusedId = "";
  private String failingId = "";
  private boolean takesLetters = true;
  private final RelayDuty duty = duty();

  @Test
  void shouldSendInOrderAndMoveTheCursorWhenThereAreEvents() {
    outbox.commit(42, 1);
    outbox.commit(43, 1);
    outbox.commit(42, 2);

    assertEquals(RelayDuty.NO_PAUSE, duty.turn());

    assertEquals(List.of("42-1", "43-1", "42-2"), sentIds());
    assertEquals(3, outbox.cursor);
    assertEquals(RelayState.FLOWING, duty.state());
    assertEquals(0, duty.lag());
  }

  @Test
  void shouldWriteTheKeyReadableWhenItSends() {
    outbox.commit(42, 1);

    duty.turn();

    ProducerRecord<byte[], byte[]> record = producers.getFirst().history().getFirst();
    assertArrayEquals("42".getBytes(UTF_8), record.key());
    assertEquals("trading.account.events", record.topic());
    assertEquals("1.0", header(record, EventHeaders.SPEC_VERSION));
    assertEquals("dev.ringfence.account.reserved.v1", header(record, EventHeaders.TYPE));
    assertEquals("/ringfence/shards/3", header(record, EventHeaders.SOURCE));
    assertEquals("1970-01-01T00:00:01Z", header(record, EventHeaders.TIME));
    assertEquals("application/x-protobuf", header(record, EventHeaders.CONTENT_TYPE));
    assertEquals("1", header(record, EventHeaders.VERSION));
    assertEquals("3", header(record, EventHeaders.SHARD));
    assertEquals("1", header(record, EventHeaders.SEQUENCE));
  }

  @Test
  void shouldKeepTheCursorAndOpenTheCircuitWhenOneSendFails() {
    outbox.commit(42, 1);
    outbox.commit(42, 2);
    failingId = "42-2";

    long pauseNanos = duty.turn();

    assertEquals(0, outbox.cursor);
    assertEquals(RelayState.WAITING, duty.state());
    assertTrue(producers.getFirst().closed(), "nothing later may get in after the failure");
    assertTrue(pauseNanos >= TimeUnit.MILLISECONDS.toNanos(25), "paused " + pauseNanos);
  }

  @Test
  void shouldNotTouchTheOutboxWhenTheCircuitIsOpen() {
    outbox.commit(42, 1);
    failingId = "42-1";
    duty.turn();
    int reads = outbox.reads;

    nowNanos++;
    long pauseNanos = duty.turn();

    assertEquals(reads, outbox.reads);
    assertTrue(pauseNanos > 0);
    assertFalse(duty.wantsWake());
  }

  @Test
  void shouldCountAttemptsAndGoOnWhenTheBrokerComesBack() {
    outbox.commit(42, 1);
    outbox.commit(42, 2);
    failingId = "42-2";
    nowNanos += duty.turn();
    nowNanos += duty.turn();
    failingId = "";

    duty.turn();

    assertEquals(List.of(1, 2), attempts);
    assertEquals(List.of("42-1", "42-1", "42-1", "42-2"), sentIds());
    assertEquals(2, outbox.cursor);
    assertEquals(RelayState.FLOWING, duty.state());
  }

  @Test
  void shouldCountAttemptsFromOneAgainWhenItHasFlownMeanwhile() {
    outbox.commit(42, 1);
    failingId = "42-1";
    nowNanos += duty.turn();
    nowNanos += duty.turn();
    failingId = "";
    duty.turn();
    outbox.commit(42, 2);
    failingId = "42-2";

    duty.turn();

    assertEquals(List.of(1, 2, 1), attempts);
  }

  @Test
  void shouldSendAgainWithTheSameIdWhenTheCursorDidNotMove() {
    outbox.commit(42, 1);
    outbox.failsToMoveCursor = true;
    nowNanos += duty.turn();
    outbox.failsToMoveCursor = false;

    duty.turn();

    assertEquals(List.of("42-1", "42-1"), sentIds());
    assertEquals(1, outbox.cursor);
  }

  @Test
  void shouldUseADeadLetterAndGoOnWhenAnEventIsTooLarge() {
    outbox.commit(42, 1);
    outbox.commit(42, 2);
    outbox.commit(42, 3);
    refusedId = "42-2";

    duty.turn();

    assertEquals(List.of("42-1", "42-3", "42-2"), sentIds());
    assertEquals(3, outbox.cursor);
    assertEquals(List.of(RecordTooLargeException.class.getName()), deadLetters);
    ProducerRecord<byte[], byte[]> letter = producers.getFirst().history().getLast();
    assertEquals("trading.account.events.DLT", letter.topic());
    assertEquals("trading.account.events", header(letter, DeadLetterHeaders.TOPIC));
    assertTrue(
        header(letter, DeadLetterHeaders.REASON)
            .startsWith("REFUSED_BY_KAFKA: RecordTooLargeException: "));
    assertEquals("1", header(letter, DeadLetterHeaders.OMITTED_BYTES));
    assertNull(letter.value());
  }

  @Test
  void shouldRememberWhatWasRefusedWhenTheRestFails() {
    outbox.commit(42, 1);
    outbox.commit(43, 1);
    refusedId = "42-1";
    failingId = "43-1";
    nowNanos += duty.turn();
    failingId = "";

    duty.turn();

    assertEquals(List.of("43-1", "42-1"), sentIds());
    assertEquals(2, outbox.cursor);
  }

  @Test
  void shouldSendTheLetterAloneWhenItsTopicTakesNone() {
    outbox.commit(42, 1);
    outbox.commit(42, 2);
    outbox.commit(42, 3);
    refusedId = "42-2";
    takesLetters = false;
    nowNanos += duty.turn();
    outbox.commit(42, 4);
    nowNanos += duty.turn();
    nowNanos += duty.turn();
    long cursorBefore = outbox.cursor;
    takesLetters = true;

    duty.turn();

    assertEquals(0, cursorBefore);
    assertEquals(4, outbox.cursor);
    assertEquals(List.of("42-1", "42-3", "42-4", "42-2"), sentIds());
    assertEquals(List.of(RecordTooLargeException.class.getName()), deadLetters);
  }

  @Test
  void shouldSendWhatHasTheSameNumberWhenTheDatabaseWentBackMeanwhile() {
    ownedEpoch = OutboxRelay.ANY_EPOCH;
    outbox.commit(42, 1);
    outbox.commit(43, 1);
    refusedId = "42-1";
    takesLetters = false;
    nowNanos += duty.turn();
    outbox.loseAfter(1);
    outbox.commit(44, 1);
    takesLetters = true;

    duty.turn();

    assertEquals(List.of("43-1", "44-1", "42-1"), sentIds());
    assertEquals(2, outbox.cursor);
  }

  @Test
  void shouldSendWhatHasTheNumberOfARefusedEventWhenTheDatabaseWentBackMeanwhile() {
    ownedEpoch = OutboxRelay.ANY_EPOCH;
    outbox.commit(42, 1);
    refusedId = "42-1";
    takesLetters = false;
    nowNanos += duty.turn();
    outbox.loseAfter(0);
    outbox.commit(44, 1);
    takesLetters = true;

    duty.turn();

    assertEquals(List.of("44-1"), sentIds());
    assertEquals(List.of(), deadLetters);
    assertEquals(1, outbox.cursor);
  }

  @Test
  void shouldPublishNothingWhenAnotherOwnsTheShard() {
    outbox.commit(42, 1);
    outbox.epoch = 8;

    duty.turn();
    duty.turn();

    assertEquals(RelayState.FENCED, duty.state());
    assertEquals(List.of(), sentIds());
    assertEquals(0, outbox.cursor);
  }

  @Test
  void shouldStopPublishingWhenTheShardIsTakenOver() {
    outbox.commit(42, 1);
    duty.turn();
    outbox.epoch = 8;
    outbox.commit(42, 2);

    duty.turn();
    nowNanos += TimeUnit.SECONDS.toNanos(2);
    duty.turn();

    assertEquals(RelayState.FENCED, duty.state());
    assertEquals(List.of("42-1"), sentIds());
  }

  @Test
  void shouldPublishWhenTheShardIsOwnedAgain() {
    outbox.commit(42, 1);
    outbox.epoch = 8;
    duty.turn();
    ownedEpoch = 8;

    duty.turn();

    assertEquals(List.of("42-1"), sentIds());
    assertEquals(RelayState.FLOWING, duty.state());
  }

  @Test
  void shouldGoOnAtOnceWhenTheShardIsTakenAgain() {
    outbox.commit(42, 1);
    duty.turn();
    ownedEpoch = 8;
    outbox.epoch = 8;
    outbox.commit(42, 2);

    duty.turn();

    assertEquals(List.of("42-1", "42-2"), sentIds());
  }

  @Test
  void shouldGiveUpItsClaimWhenAnotherOwnsTheShard() {
    outbox.commit(42, 1);
    duty.turn();
    outbox.epoch = 8;
    nowNanos += TimeUnit.SECONDS.toNanos(2);

    duty.turn();

    assertEquals(1, outbox.closes);
  }

  @Test
  void shouldPublishNothingWhileAnotherHasTheClaim() {
    outbox.commit(42, 1);
    outbox.isClaimedByAnother = true;
    duty.turn();
    RelayState state = duty.state();
    List<String> sentMeanwhile = sentIds();
    outbox.isClaimedByAnother = false;

    duty.turn();

    assertEquals(RelayState.FENCED, state);
    assertEquals(List.of(), sentMeanwhile);
    assertEquals(List.of("42-1"), sentIds());
  }

  @Test
  void shouldGoOnWithoutTheClaimWhenWhoHasItMovesNothing() {
    outbox.commit(42, 1);
    outbox.isClaimedByAnother = true;
    turnEverySecond(14);
    List<String> sentBefore = sentIds();
    turnEverySecond(2);
    outbox.commit(42, 2);
    duty.turn();
    turnEverySecond(30);
    outbox.commit(42, 3);

    duty.turn();

    assertEquals(List.of(), sentBefore);
    assertEquals(List.of("42-1", "42-2", "42-3"), sentIds());
    assertEquals(3, outbox.cursor);
    assertEquals(RelayState.FLOWING, duty.state());
  }

  @Test
  void shouldSayOnceAMinuteThatItGoesOnWithoutTheClaim() {
    outbox.isClaimedByAnother = true;
    List<String> lines =
        warnings(
            () -> {
              for (int version = 1; version <= 80; version++) {
                outbox.commit(42, version);
                turnEverySecond(1);
              }
            });
    List<String> linesWithTheClaim =
        warnings(
            () -> {
              outbox.isClaimedByAnother = false;
              turnEverySecond(70);
              outbox.commit(42, 81);
              turnEverySecond(1);
            });

    assertEquals(81, outbox.cursor);
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(lines.getFirst().contains("shard 3 works without its claim"), lines::getFirst);
    assertEquals(List.of(), linesWithTheClaim);
  }

  @Test
  void shouldStandByWhenWhoHasTheClaimMovesTheCursor() {
    outbox.isClaimedByAnother = true;
    for (int version = 1; version <= 10; version++) {
      outbox.commit(42, version);
      outbox.commit(43, version);
      turnEverySecond(10);
      outbox.cursor++;
    }

    assertEquals(RelayState.FENCED, duty.state());
    assertEquals(List.of(), sentIds());
  }

  @Test
  void shouldStandByAgainWhenWhoHasTheClaimMovesTheCursorAgain() {
    outbox.isClaimedByAnother = true;
    outbox.commit(42, 1);
    turnEverySecond(20);
    outbox.commit(42, 2);
    outbox.commit(42, 3);
    outbox.cursor = 2;

    turnEverySecond(10);

    assertEquals(RelayState.FENCED, duty.state());
    assertEquals(2, outbox.cursor);
  }

  @Test
  void shouldWaitForWhoHasTheClaimWhenEventsHaveJustCome() {
    outbox.isClaimedByAnother = true;
    turnEverySecond(60);
    outbox.commit(42, 1);

    turnEverySecond(10);

    assertEquals(List.of(), sentIds());
  }

  @Test
  void shouldFindItsPlaceAgainWhenItsCursorWasMovedByAPerson() {
    outbox.commit(42, 1);
    outbox.commit(42, 2);
    duty.turn();
    outbox.cursor = 0;
    outbox.commit(42, 3);

    duty.turn();
    duty.turn();

    assertEquals(List.of("42-1", "42-2", "42-3", "42-1", "42-2", "42-3"), sentIds());
    assertEquals(3, outbox.cursor);
  }

  @Test
  void shouldSendAllAgainWhenTheCursorWasMovedBackBehindARefusedEvent() {
    outbox.commit(42, 1);
    outbox.commit(42, 2);
    refusedId = "42-2";
    duty.turn();
    refusedId = "";
    outbox.cursor = 0;
    nowNanos += TimeUnit.SECONDS.toNanos(2);

    duty.turn();

    assertEquals(List.of("42-1", "42-2", "42-1", "42-2"), sentIds());
    assertEquals(1, deadLetters.size());
    assertEquals("trading.account.events", producers.getFirst().history().getLast().topic());
  }

  @Test
  void shouldFollowWhoeverOwnsTheShardWhenItServesAnyEpoch() {
    ownedEpoch = OutboxRelay.ANY_EPOCH;
    outbox.commit(42, 1);
    duty.turn();
    outbox.epoch = 8;
    outbox.commit(42, 2);
    nowNanos += TimeUnit.SECONDS.toNanos(2);

    duty.turn();

    assertEquals(List.of("42-1", "42-2"), sentIds());
    assertEquals(2, outbox.cursor);
  }

  @Test
  void shouldPublishNothingBeyondItWhenThereIsAGap() {
    outbox.commit(1, 42, 1);
    outbox.commit(3, 42, 3);
    List<String> lines = warnings(duty::turn);

    assertEquals(List.of(), sentIds());
    assertEquals(0, outbox.cursor);
    assertEquals(RelayState.WAITING, duty.state());
    assertEquals(1, lines.size());
    assertTrue(lines.getFirst().contains("ALARM: the outbox of shard 3 lacks"));
  }

  @Test
  void shouldPublishNothingWhenTheDatabaseWentBack() {
    outbox.commit(42, 1);
    outbox.commit(42, 2);
    duty.turn();
    outbox.loseAfter(1);
    nowNanos += TimeUnit.SECONDS.toNanos(2);

    duty.turn();
    boolean waited = duty.state() == RelayState.WAITING;
    outbox.commit(42, 2);
    outbox.commit(42, 3);
    outbox.cursor = 3;
    outbox.loseAfter(2);
    nowNanos += TimeUnit.SECONDS.toNanos(60);
    duty.turn();

    assertTrue(waited);
    assertEquals(RelayState.WAITING, duty.state());
    assertEquals(List.of("42-1", "42-2"), sentIds());
    assertEquals(3, outbox.cursor);
  }

  @Test
  void shouldLookLessAndLessOftenWhenNothingComes() {
    long first = duty.turn();
    long second = duty.turn();

    assertEquals(TimeUnit.MILLISECONDS.toNanos(1), first);
    assertEquals(TimeUnit.MILLISECONDS.toNanos(2), second);
    for (int turn = 0; turn < 10; turn++) {
      duty.turn();
    }
    assertEquals(TimeUnit.MILLISECONDS.toNanos(50), duty.turn());
  }

  @Test
  void shouldShowTheLagWhenTheBrokerIsAway() {
    outbox.commit(42, 1);
    failingId = "42-1";
    duty.turn();
    outbox.commit(42, 2);
    nowNanos += TimeUnit.SECONDS.toNanos(2);

    duty.turn();

    assertEquals(2, duty.lag());
  }

  @Test
  void shouldShowTheLagDuringALongPause() {
    outbox.commit(42, 1);
    failingId = "42-1";
    long pauseNanos = 0;
    while (pauseNanos <= TimeUnit.MILLISECONDS.toNanos(1_500)) {
      nowNanos += pauseNanos;
      pauseNanos = duty.turn();
    }
    outbox.commit(42, 2);
    int reads = outbox.reads;
    nowNanos += TimeUnit.MILLISECONDS.toNanos(1_200);

    duty.turn();

    assertEquals(2, duty.lag());
    assertEquals(reads, outbox.reads);
  }

  @Test
  void shouldGoOnWhenPostgresComesBack() {
    outbox.commit(42, 1);
    outbox.isAway = true;
    nowNanos += duty.turn();
    outbox.isAway = false;

    duty.turn();

    assertEquals(List.of("42-1"), sentIds());
    assertEquals(1, outbox.closes, "its connection is of no use any more");
  }

  private void turnEverySecond(int seconds) {
    for (int second = 0; second < seconds; second++) {
      nowNanos += TimeUnit.SECONDS.toNanos(1);
      duty.turn();
    }
  }

  private static List<String> warnings(Runnable act) {
    try (LogLines lines = new LogLines(OutboxRelay.class, Level.WARN)) {
      act.run();
      return lines.said();
    }
  }

  private RelayDuty duty() {
    RelayMetrics metrics =
        new RelayMetrics() {
          @Override
          public void onFailure(int shardId, int attempt, Exception cause) {
            attempts.add(attempt);
          }

          @Override
          public void onDeadLetter(int shardId, String reason) {
            deadLetters.add(reason);
          }
        };
    Publisher publisher = new Publisher(SHARD, this::openProducer, metrics, InstantSource.system());
    return new RelayDuty(
        SHARD,
        () -> ownedEpoch,
        outbox,
        publisher,
        RelayConfig.DEFAULTS,
        metrics,
        InstantSource.system(),
        () -> nowNanos,
        RandomGenerator.getDefault());
  }

  private ScriptedProducer openProducer() {
    ScriptedProducer producer = new ScriptedProducer(this::failureOf);
    producers.add(producer);
    return producer;
  }

  private Exception failureOf(ProducerRecord<byte[], byte[]> record) {
    String id = header(record, EventHeaders.ID);
    boolean letter = record.topic().endsWith(".DLT");
    if (id.equals(refusedId) && !letter) {
      return new RecordTooLargeException("1 byte too many");
    }
    if (letter && !takesLetters) {
      return new TimeoutException("there is no such topic");
    }
    return id.equals(failingId) ? new TimeoutException("the broker is away") : null;
  }

  private List<String> sentIds() {
    return producers.stream()
        .flatMap(producer -> producer.history().stream())
        .map(record -> header(record, EventHeaders.ID))
        .toList();
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
