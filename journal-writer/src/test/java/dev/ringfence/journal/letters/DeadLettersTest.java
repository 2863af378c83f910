package dev.ringfence.journal.letters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.journal.relay.DeadLetterHeaders;
import dev.ringfence.journal.relay.Topics;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** One topic takes no letters: what becomes of them, and of the others'. */
final class DeadLettersTest {
  private final Partition partition = new Partition();
  private final List<Long> taken = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<Letters> producers = new ArrayList<>();
  private long nowNanos;
  private long nextOffset;

  private final DeadLetters deadLetters =
      new DeadLetters(
          () -> {
            producers.add(new Letters());
            return producers.getLast();
          },
          triesBefore -> TimeUnit.MILLISECONDS.toNanos(Math.min(40L, 5L << triesBefore)),
          failures::add,
          InstantSource.fixed(Instant.EPOCH),
          () -> nowNanos,
          LoggerFactory.getLogger(DeadLettersTest.class),
          () -> {});

  @Test
  void shouldKeepTheProducerWhenOneTopicTakesNoLetters() {
    add(Topics.DEPOSITS);
    add(Topics.FILLS);
    deadLetters.turn();

    producer().answer(Topics.DEPOSITS, notThere());
    deadLetters.turn();
    assertFalse(producer().closed());

    producer().answer(Topics.FILLS, null);
    deadLetters.turn();
    assertEquals(List.of(1L), taken);
    assertEquals(1, deadLetters.untaken());
  }

  @Test
  void shouldTryOneLetterAtATimeWhileTheTopicTakesNone() {
    for (int index = 0; index < 4; index++) {
      add(Topics.FILLS);
    }
    deadLetters.turn();
    assertEquals(4, producer().out(Topics.FILLS));
    producer().answer(Topics.FILLS, notThere());
    deadLetters.turn();
    add(Topics.FILLS);
    pass(40);
    deadLetters.turn();
    assertEquals(1, producer().out(Topics.FILLS));

    producer().answer(Topics.FILLS, null);
    deadLetters.turn();
    assertEquals(4, producer().out(Topics.FILLS));
    producer().answer(Topics.FILLS, null);
    deadLetters.turn();
    assertEquals(5, taken.size());
    assertEquals(0, deadLetters.untaken());
  }

  @Test
  void shouldTryAfterPausesThatGrowUpToTheirLimit() {
    add(Topics.FILLS);
    deadLetters.turn();
    for (long pauseMillis : new long[] {5, 10, 20, 40, 40}) {
      producer().answer(Topics.FILLS, notThere());
      deadLetters.turn();
      assertEquals(TimeUnit.MILLISECONDS.toNanos(pauseMillis), deadLetters.nanosUntilDue());
      pass(pauseMillis - 1);
      deadLetters.turn();
      assertEquals(0, producer().out(Topics.FILLS), "after " + (pauseMillis - 1) + " ms");
      pass(1);
      deadLetters.turn();
      assertEquals(1, producer().out(Topics.FILLS), "after " + pauseMillis + " ms");
    }
  }

  @Test
  void shouldGetTheOthersThroughWhenOneLetterAloneIsNotTaken() {
    long unwanted = add(Topics.FILLS);
    deadLetters.turn();
    producer().answer(Topics.FILLS, notThere());
    deadLetters.turn();
    for (int index = 0; index < 10; index++) {
      add(Topics.FILLS);
      pass(40);
      deadLetters.turn();
      producer().takeAllBut(unwanted);
      deadLetters.turn();
    }
    pass(40);
    deadLetters.turn();
    producer().takeAllBut(unwanted);
    deadLetters.turn();

    assertEquals(10, taken.size());
    assertEquals(1, deadLetters.untaken());
  }

  @Test
  void shouldRenewABrokenProducerOnlyWhenNothingIsOutWithIt() {
    add(Topics.DEPOSITS);
    add(Topics.FILLS);
    deadLetters.turn();
    Letters broken = producer();
    broken.answer(Topics.DEPOSITS, new OutOfOrderSequenceException("broken"));
    add(Topics.WITHDRAWALS);
    deadLetters.turn();
    pass(40);
    deadLetters.turn();
    assertFalse(broken.closed());
    assertEquals(0, broken.out(Topics.WITHDRAWALS));

    broken.answer(Topics.FILLS, null);
    deadLetters.turn();
    assertTrue(broken.closed());
    assertNotSame(broken, producer());
    assertEquals(1, producer().out(Topics.DEPOSITS));
    assertEquals(1, producer().out(Topics.WITHDRAWALS));
  }

  @Test
  void shouldRenewAProducerThatThrows() {
    add(Topics.FILLS);
    deadLetters.turn();
    producer().answer(Topics.FILLS, null);
    producer().sendException = new KafkaException("in an error state");
    add(Topics.FILLS);
    deadLetters.turn();
    deadLetters.turn();
    pass(40);
    deadLetters.turn();

    assertEquals(2, producers.size());
    assertTrue(producers.getFirst().closed());
    assertEquals(1, producer().out(Topics.FILLS));
  }

  @Test
  void shouldTellOfTheTroubleOnceALetterHasWaitedForASecond() {
    add(Topics.FILLS);
    deadLetters.turn();
    producer().answer(Topics.FILLS, notThere());
    deadLetters.turn();
    assertEquals(List.of(), failures);

    pass(1_000);
    deadLetters.turn();
    producer().answer(Topics.FILLS, notThere());
    deadLetters.turn();
    assertEquals(List.of(Topics.FILLS), failures);
  }

  @Test
  void shouldDropTheLettersOfAPartitionThatAnotherHas() {
    add(Topics.FILLS);
    add(Topics.FILLS);
    deadLetters.turn();
    producer().answer(Topics.FILLS, notThere());
    deadLetters.turn();
    partition.closed = true;
    pass(40);
    deadLetters.turn();

    assertEquals(0, deadLetters.untaken());
    assertEquals(0, producer().out(Topics.FILLS));
    assertEquals(0, partition.outside.get());
  }

  private Letters producer() {
    return producers.getLast();
  }

  private long add(String topic) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(topic, 0, nextOffset++, new byte[] {49}, new byte[] {1});
    deadLetters.add(
        new Letter(
            record,
            partition,
            "MALFORMED: it is not the protobuf message of this topic",
            0,
            nowNanos,
            () -> taken.add(record.offset())));
    return record.offset();
  }

  private static Exception notThere() {
    return new TimeoutException("not there");
  }

  private void pass(long millis) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Knows how many of its letters are on their way. */
  private static final class Partition implements Letter.Origin {
    private final AtomicInteger outside = new AtomicInteger();
    private boolean closed;

    @Override
    public boolean isClosed() {
      return closed;
    }

    @Override
    public void sent() {
      var _ = outside.incrementAndGet();
    }

    @Override
    public void returned() {
      var _ = outside.decrementAndGet();
    }
  }

  /** Answers in the order that a test wants. */
  private static final class Letters extends MockProducer<byte[], byte[]> {
    private record Out(ProducerRecord<byte[], byte[]> record, Callback callback) {
      boolean isFor(String topic) {
        return record.topic().equals(Topics.deadLetter(topic));
      }

      boolean isOf(long offset) {
        byte[] origin = record.headers().lastHeader(DeadLetterHeaders.OFFSET).value();
        return new String(origin, UTF_8).equals(Long.toString(offset));
      }
    }

    private final List<Out> out = new ArrayList<>();

    Letters() {
      super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, Callback callback) {
      Future<RecordMetadata> answer = super.send(record, (_, _) -> {});
      out.add(new Out(record, callback));
      return answer;
    }

    int out(String topic) {
      return (int) out.stream().filter(letter -> letter.isFor(topic)).count();
    }

    /** All that is out for the topic. */
    void answer(String topic, Exception failure) {
      List<Out> answered = out.stream().filter(letter -> letter.isFor(topic)).toList();
      assertFalse(answered.isEmpty(), "nothing is out for " + topic);
      out.removeAll(answered);
      answered.forEach(letter -> letter.callback().onCompletion(null, failure));
    }

    /** Takes what is out, but for the letter of one record. */
    void takeAllBut(long unwanted) {
      List<Out> answered = List.copyOf(out);
      out.clear();
      for (Out letter : answered) {
        letter.callback().onCompletion(null, letter.isOf(unwanted) ? notThere() : null);
      }
    }
  }
}
